//! The part of schema.org that a news site uses: which property stands on which type (L-8).
//!
//! A type that is not here is not judged, so the table may be small; what is here has all its properties, as of
//! release 30.0.

/// A type: its name, the type above it, and the properties of its own.
type Kind = (&'static str, &'static str, &'static str);

const KINDS: &[Kind] = &[
    (
        "Thing",
        "",
        "additionalType alternateName description disambiguatingDescription identifier image mainEntityOfPage name owner \
         potentialAction sameAs subjectOf url",
    ),
    (
        "CreativeWork",
        "Thing",
        "about abstract accessMode accessModeSufficient accessibilityAPI accessibilityControl accessibilityFeature \
         accessibilityHazard accessibilitySummary accountablePerson acquireLicensePage aggregateRating \
         alternativeHeadline archivedAt assesses associatedMedia audience audio author award awards character citation \
         comment commentCount conditionsOfAccess contentLocation contentRating contentReferenceTime contributor \
         copyrightHolder copyrightNotice copyrightYear correction countryOfOrigin creativeWorkStatus creator creditText \
         dateCreated dateModified datePublished digitalSourceType discussionUrl displayLocation editEIDR editor \
         educationalAlignment educationalLevel educationalUse encoding encodingFormat encodings exampleOfWork expires \
         fileFormat funder funding genre hasPart headline inLanguage interactionStatistic interactivityType \
         interpretedAsClaim isAccessibleForFree isBasedOn isBasedOnUrl isFamilyFriendly isPartOf keywords \
         learningResourceType license locationCreated mainEntity maintainer material materialExtent mentions offers \
         pattern position producer provider publication publisher publisherImprint publishingPrinciples recordedAt \
         releasedEvent review reviews schemaVersion sdDatePublished sdLicense sdPublisher size sourceOrganization spatial \
         spatialCoverage sponsor teaches temporal temporalCoverage text thumbnail thumbnailUrl timeRequired \
         translationOfWork translator typicalAgeRange usageInfo version video wordCount workExample workTranslation",
    ),
    ("Article", "CreativeWork", "articleBody articleSection backstory pageEnd pageStart pagination speakable"),
    ("NewsArticle", "Article", "dateline printColumn printEdition printPage printSection"),
    ("OpinionNewsArticle", "NewsArticle", ""),
    ("AnalysisNewsArticle", "NewsArticle", ""),
    ("AskPublicNewsArticle", "NewsArticle", ""),
    ("BackgroundNewsArticle", "NewsArticle", ""),
    ("ReportageNewsArticle", "NewsArticle", ""),
    (
        "ReviewNewsArticle",
        "NewsArticle",
        "associatedClaimReview associatedMediaReview associatedReview itemReviewed \
        negativeNotes positiveNotes reviewAspect reviewBody reviewRating",
    ),
    ("AdvertiserContentArticle", "Article", ""),
    ("SatiricalArticle", "Article", ""),
    ("Report", "Article", "reportNumber"),
    ("SocialMediaPosting", "Article", "sharedContent"),
    ("BlogPosting", "SocialMediaPosting", ""),
    ("LiveBlogPosting", "BlogPosting", "coverageEndTime coverageStartTime liveBlogUpdate"),
    ("Comment", "CreativeWork", "downvoteCount parentItem sharedContent upvoteCount"),
    ("CorrectionComment", "Comment", ""),
    (
        "WebPage",
        "CreativeWork",
        "breadcrumb lastReviewed mainContentOfPage primaryImageOfPage relatedLink reviewedBy significantLink \
         significantLinks speakable specialty",
    ),
    ("AboutPage", "WebPage", ""),
    ("CollectionPage", "WebPage", ""),
    ("ContactPage", "WebPage", ""),
    ("ProfilePage", "WebPage", ""),
    ("SearchResultsPage", "WebPage", ""),
    ("WebSite", "CreativeWork", "issn"),
    (
        "MediaObject",
        "CreativeWork",
        "associatedArticle bitrate contentSize contentUrl duration embedUrl encodesCreativeWork encodingFormat endTime \
         height ineligibleRegion playerType productionCompany regionsAllowed requiresSubscription sha256 startTime \
         uploadDate width",
    ),
    ("ImageObject", "MediaObject", "caption embeddedTextCaption exifData representativeOfPage"),
    ("AudioObject", "MediaObject", "caption embeddedTextCaption transcript"),
    (
        "VideoObject",
        "MediaObject",
        "actor actors caption director directors embeddedTextCaption musicBy transcript videoFrameSize videoQuality",
    ),
    (
        "Episode",
        "CreativeWork",
        "actor actors director directors duration episodeNumber musicBy partOfSeason \
        partOfSeries productionCompany trailer",
    ),
    ("PodcastEpisode", "Episode", ""),
    ("CreativeWorkSeries", "CreativeWork", "endDate issn startDate"),
    ("PodcastSeries", "CreativeWorkSeries", "actor webFeed"),
    ("ItemList", "Thing", "aggregateElement itemListElement itemListOrder numberOfItems"),
    ("BreadcrumbList", "ItemList", ""),
    ("ListItem", "Thing", "item nextItem position previousItem"),
    ("SpeakableSpecification", "Thing", "cssSelector xpath"),
    (
        "Person",
        "Thing",
        "additionalName address affiliation agentInteractionStatistic alumniOf award awards birthDate birthPlace brand \
         callSign children colleague colleagues contactPoint contactPoints deathDate deathPlace duns email faxNumber follows \
         funder funding gender givenName familyName globalLocationNumber hasCertification hasCredential hasOccupation \
         hasOfferCatalog hasPOS height homeLocation honorificPrefix honorificSuffix interactionStatistic isicV4 jobTitle \
         knows knowsAbout knowsLanguage lifeEvent makesOffer memberOf naics nationality netWorth owns parent parents \
         performerIn pronouns publishingPrinciples relatedTo seeks sibling siblings skills sponsor spouse taxID telephone \
         vatID weight workLocation worksFor",
    ),
    (
        "Organization",
        "Thing",
        "acceptedPaymentMethod actionableFeedbackPolicy address agentInteractionStatistic aggregateRating alumni \
         areaServed award awards brand companyRegistration contactPoint contactPoints correctionsPolicy department \
         dissolutionDate diversityPolicy diversityStaffingReport duns email employee employees ethicsPolicy event events \
         faxNumber founder founders foundingDate foundingLocation funder funding globalLocationNumber hasCertification \
         hasCredential hasGS1DigitalLink hasMemberProgram hasMerchantReturnPolicy hasOfferCatalog hasPOS hasProductReturnPolicy \
         hasShippingService interactionStatistic isicV4 iso6523Code keywords knowsAbout knowsLanguage legalAddress \
         legalName legalRepresentative leiCode location logo makesOffer member memberOf members naics nonprofitStatus \
         numberOfEmployees ownershipFundingInfo owns parentOrganization publishingPrinciples review reviews seeks \
         serviceArea skills slogan sponsor subOrganization taxID telephone unnamedSourcesPolicy vatID",
    ),
    (
        "NewsMediaOrganization",
        "Organization",
        "actionableFeedbackPolicy correctionsPolicy diversityPolicy diversityStaffingReport ethicsPolicy masthead \
         missionCoveragePrioritiesPolicy noBylinesPolicy ownershipFundingInfo unnamedSourcesPolicy \
         verificationFactCheckingPolicy",
    ),
    (
        "ContactPoint",
        "Thing",
        "areaServed availableLanguage contactOption contactType email faxNumber hoursAvailable productSupported \
         serviceArea telephone",
    ),
    (
        "PostalAddress",
        "ContactPoint",
        "addressCountry addressLocality addressRegion extendedAddress postOfficeBoxNumber postalCode streetAddress",
    ),
];

/// Articles, for L-1: the types that may tell of one.
pub const ARTICLES: [&str; 13] = [
    "NewsArticle",
    "Article",
    "OpinionNewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "Report",
    "BlogPosting",
    "LiveBlogPosting",
];

/// Whether a type may have a property; nothing if the type is not in the table.
pub fn may_have(kind: &str, property: &str) -> Option<bool> {
    Some(lines_of(kind)?.any(|line| line.split_ascii_whitespace().any(|known| known == property)))
}

/// All properties of a type, those of the types above it included; nothing if it is not in the table.
pub fn properties_of(kind: &str) -> Option<Vec<&'static str>> {
    Some(lines_of(kind)?.flat_map(str::split_ascii_whitespace).collect())
}

/// The properties of a type and of each type above it.
fn lines_of(kind: &str) -> Option<impl Iterator<Item = &'static str>> {
    Some(std::iter::successors(Some(find(kind)?), |kind| find(kind.1)).map(|kind| kind.2))
}

fn find(kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|(name, _, _)| *name == kind)
}

#[cfg(test)]
mod tests {
    use super::{ARTICLES, KINDS, may_have, properties_of};

    #[test]
    fn l8_properties_come_down_from_the_types_above() {
        assert_eq!(may_have("NewsArticle", "dateline"), Some(true));
        assert_eq!(may_have("NewsArticle", "sameAs"), Some(true));
        assert_eq!(may_have("Article", "dateline"), Some(false));
        assert_eq!(may_have("Person", "headline"), Some(false));
        assert_eq!(may_have("Volcano", "headline"), None);
    }

    #[test]
    fn the_table_is_whole() {
        let names: Vec<_> = KINDS.iter().map(|kind| kind.0).collect();
        assert!(KINDS.iter().all(|(name, above, _)| *name == "Thing" || names.contains(above)));
        assert!(ARTICLES.iter().all(|kind| properties_of(kind).is_some_and(|it| it.contains(&"headline"))));
    }
}
