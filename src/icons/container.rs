//! `favicon.ico`: several pictures in one file, each a PNG, as every browser of the last ten years reads it.

/// The sides of its pictures, in pixels: a tab, a tab on a fine screen, a desk's shortcut.
pub(super) const SIDES: [u32; 3] = [16, 32, 48];

const HEAD: usize = 6;
const ENTRY: usize = 16;

/// The file of these pictures, which have the sides of [`SIDES`].
pub(super) fn ico(pictures: &[Vec<u8>]) -> Vec<u8> {
    let count = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut file = vec![0, 0, 1, 0];
    file.extend(count(pictures.len()));
    let mut start = HEAD + pictures.len() * ENTRY;
    for (picture, side) in pictures.iter().zip(SIDES) {
        let side = u8::try_from(side).unwrap_or(0);
        // Width, height, no palette, nothing, one plane, 32 bits for each pixel.
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(long(picture.len()));
        file.extend(long(start));
        start += picture.len();
    }
    for picture in pictures {
        file.extend(picture);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::ico;

    #[test]
    fn the_directory_says_where_each_picture_is() {
        let file = ico(&[b"one".to_vec(), b"two!".to_vec(), b"3".to_vec()]);
        let mut wanted = vec![0, 0, 1, 0, 3, 0];
        wanted.extend([16, 16, 0, 0, 1, 0, 32, 0, 3, 0, 0, 0, 54, 0, 0, 0]);
        wanted.extend([32, 32, 0, 0, 1, 0, 32, 0, 4, 0, 0, 0, 57, 0, 0, 0]);
        wanted.extend([48, 48, 0, 0, 1, 0, 32, 0, 1, 0, 0, 0, 61, 0, 0, 0]);
        wanted.extend(b"onetwo!3");
        assert_eq!(file, wanted);
    }
}
