//! Words that say nothing of what a text is about: `yang`, `mengatakan`, `Senin` (I-18).
//!
//! They are left out where texts are compared, and never where a reader searches: he may look for `Hari Baru`. Besides words
//! of grammar they are those that stand in every report: who said so, when, and how many.

use std::sync::LazyLock;

/// Indonesian, in the order of the alphabet.
static INDONESIAN: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    sorted(
        "
    a ada adalah adanya adapun agak agar agustus ah ahad akan akhir akhirnya aku alias amat anda antar antara
    apa apabila apakah apalagi april asal atas atau ataupun awal bagai bagaimana bagi bagian bahkan bahwa baik
    baru bawah beberapa begini begitu belakang belas beliau belum benar berada berapa berbagai beri berikut
    berkata bersama bertemu besar besok biasa biasanya bila bisa boleh buat bukan bulan cara cukup cuma dalam
    dan dapat dari daripada datang dekat delapan demi demikian dengan depan desember di dia diri disebut dua
    empat enam entah februari gara guna hal hampir hanya hari harus hendak hingga ia ialah ibarat imbuhnya
    ingin ini itu iya jadi jangan januari jauh jelas jelasnya jika jikalau juga juli jumat jumlah juni justru
    juta kalau kali kalian kami kamis kamu karena kata katanya ke kebanyakan kecil kedua keduanya kelak keluar
    kemarin kembali kemudian kenapa kendati kepada ketiga ketika khusus kini kira kita kok kurang lagi lain
    lainnya lalu lama lamanya langsung lantas lebih lebihnya lewat lima luar maka makin malah malam mampu mana
    manakala mantan maret masih masing masingmasing maupun mei melainkan melakukan melalui melihat memang
    membuat memiliki meminta mendapat mengaku mengapa mengatakan menjadi menjelaskan menurut menyatakan
    menyebut mereka merupakan meski meskipun mesti miliar milik minggu minta misalnya mula mulai mungkin nama
    namun nanti november nyaris oktober oleh orang pada padahal pagi paling para pasti pekan per perlu pernah
    persen pertama petang pihak pukul pula puluh pun punya rabu rata ratus ribu rp rupa rupanya saat saatnya
    sabtu saja sama sambil sampai sana sang sangat satu saya se sebab sebabnya sebagai sebagaimana sebagian
    sebanyak sebelas sebelum sebelumnya sebenarnya sebuah sebutnya secara sedang sedangkan sedikit sedikitnya
    segala segera sehingga sejak sejumlah sekadar sekali sekaligus sekalipun sekarang sekitar selain selaku
    selalu selama selanjutnya selasa seluruh sembari sembilan sementara semua semula sendiri senin seolah
    seorang sepanjang separuh seperti september sepuluh seraya sering serta seseorang sesuai sesuatu sesudah
    setelah setengah setiap setidaknya si siang siapa sini situ sore suatu subuh sudah sulit supaya tadi tahun
    tak tambah tambahnya tampak tanpa tapi tatkala telah tempat tengah tentang tentu tepat terakhir terang
    terhadap terjadi terlalu tersebut tersendiri tertentu terus terutama tetap tetapi tiap tiba tidak tidaklah
    tiga tinggal tinggi toh triliun tujuh turut tutur tuturnya ucap ucapnya ujar ujarnya umumnya ungkapnya
    untuk usai waktu walau walaupun warga ya yaitu yakni yang
",
    )
});

/// English, in the order of the alphabet.
static ENGLISH: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    sorted(
        "
    a about above according across after again against all almost along already also although always am among
    an and another any april are around as asked at august away back be became because become been before
    began behind being below between billion both but by called came can cant cent come could couldnt day days
    december did didnt do does doesnt doing don done dont down during each early eight either end enough even
    ever every far february few first five for four friday from further gave get give given go goes going gone
    got had hadnt half has hasnt have havent having he her here hers herself him himself his how however
    hundred i if in into is isnt it its itself january july june just keep kept know last late later least
    less let like little ll long made make many march may me might million monday more most much must my near
    need neither never new next nine no nor not nothing november now october of off often old on once one only
    or other our out over own part people perhaps put quite rather re s said same saturday saw say says see
    seen september seven several shall she should shouldnt since six so some something soon still such sunday
    t take taken ten than that the their them then there these they thing things this those though thousand
    three through thursday time to today together told too took toward tuesday two under until up upon us use
    used ve very was wasnt way we wednesday week weeks well went were werent what when where whether which
    while who whole whom whose why will with within without wont would wouldnt year years yes yet you your
",
    )
});

fn sorted(words: &'static str) -> Vec<&'static str> {
    let mut words: Vec<&str> = words.split_whitespace().collect();
    words.sort_unstable();
    words
}

/// Whether a word of a language, as [`super::each_token`] gives it, says nothing by itself. Of languages without a list, none.
pub fn is_stop_word(word: &str, language: &str) -> bool {
    let list = match language.split(['-', '_']).next() {
        Some("id") => &*INDONESIAN,
        Some("en") => &*ENGLISH,
        _ => return false,
    };
    list.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, INDONESIAN, is_stop_word};
    use crate::locale::each_token;

    #[test]
    fn i18_lists_hold_tokens_each_once() {
        for list in [&*INDONESIAN, &*ENGLISH] {
            let mut tokens = Vec::new();
            each_token(&list.join(" "), |token| tokens.push(token.clone()));
            tokens.dedup();
            assert_eq!(tokens, **list);
        }
    }

    #[test]
    fn i18_a_language_knows_its_own() {
        assert!(is_stop_word("yang", "id") && is_stop_word("yang", "id-ID") && !is_stop_word("yang", "en"));
        assert!(is_stop_word("the", "en-GB") && !is_stop_word("banjir", "id") && !is_stop_word("le", "fr"));
    }
}
