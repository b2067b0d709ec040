import Bibliography

/// The public views over works of the OpenAlex snapshot, in Spark's words: no paper is ingested.
///
/// Numbers are OpenAlex's own (`W…`, `I…`) or 64-bit hashes (of folded names and institution keys), which two among a
/// hundred million share with a probability below 0.001. Differences from ingesting the same works: a paper's place is
/// its OpenAlex address and no line, names are not brought to one Unicode form, papers in two files stay two.
///
/// Without decided texts an author's institutions are OpenAlex's, each with the same share. Source: docs.openalex.org,
/// "Work object".
enum OpenAlexViews {
  /// What method lines say of institutions that are OpenAlex's.
  static let unresolvedStatement = "sectors and institutions: OpenAlex, families not rolled up"

  /// The members of a work that the views need.
  static let workSchema = """
    id STRING, title STRING, display_name STRING, publication_year BIGINT, doi STRING, type STRING, language STRING, \
    cited_by_count BIGINT, primary_location STRUCT<source: STRUCT<display_name: STRING>, raw_source_name: STRING>, \
    host_venue STRUCT<display_name: STRING>, biblio STRUCT<first_page: STRING, last_page: STRING>, \
    authorships ARRAY<STRUCT<raw_author_name: STRING, author: STRUCT<id: STRING, display_name: STRING, orcid: STRING>, \
    institutions: ARRAY<STRUCT<id: STRING, display_name: STRING, ror: STRING, country_code: STRING, type: STRING>>, \
    raw_affiliation_strings: ARRAY<STRING>, affiliations: ARRAY<STRUCT<raw_affiliation_string: STRING>>>>
    """

  private static let institutionSchema = """
    STRUCT<key: STRING, name: STRING, ror: STRING, sector: STRING, sector_rule: STRING, country: STRING, city: STRING, \
    latitude: DOUBLE, longitude: DOUBLE, host: STRING, family: STRING>
    """

  /// A line of `resolve --texts --parts`.
  static let resolvedSchema = """
    text STRING, parts ARRAY<STRUCT<text: STRING, state: STRING, unit: STRING, site_country: STRING, method: STRING, \
    confidence: DOUBLE, reason: STRING, institution: \(institutionSchema)>>, related ARRAY<\(institutionSchema)>
    """

  /// Every view that a warehouse folder has; those with a paper's number under `prefix`.
  ///
  /// - Throws: `warehouse.level` for levels that the works alone do not give.
  static func all(scope: Scope, isResolved: Bool, prefix: String) throws -> [SparkView.Made] {
    guard scope.level != .unit, isResolved || scope.level == .institution else {
      throw CoterieError(
        "warehouse.level",
        scope.level == .unit
          ? "OpenAlex works are counted by institution or family, not by unit. Ingest them for `--level unit`."
          : "OpenAlex knows no families. Decide its texts first: `export --as mentions`, `resolve --texts FILE --parts`, and name the result with `--resolved`."
      )
    }
    var views = [
      SparkView.Made(name: "openalex_paper", sql: paper),
      SparkView.Made(name: "openalex_authorship", sql: authorship(scope.authors), isKept: true),
    ]
    views +=
      isResolved
      ? [
        SparkView.Made(
          name: "openalex_text", sql: "SELECT text, first(parts) AS parts FROM resolved_text GROUP BY text"),
        SparkView.Made(name: "institution", sql: decidedInstitution),
        SparkView.Made(name: "openalex_part", sql: decidedPart(scope.level), isKept: true),
      ]
      : [
        SparkView.Made(name: "institution", sql: openAlexInstitution),
        SparkView.Made(name: "openalex_part", sql: openAlexPart, isKept: true),
      ]
    views.append(SparkView.Made(name: prefix + "credit", sql: credit, isKept: true))
    func over(_ sql: String) -> String { sql.replacing("FROM credit", with: "FROM \(prefix)credit") }
    views += [
      SparkView.Made(name: prefix + "paper", sql: publicPaper, isKept: true),
      SparkView.Made(name: prefix + "paper_field", sql: paperField),
      SparkView.Made(name: "author", sql: author),
      SparkView.Made(name: prefix + "authorship", sql: over(publicAuthorship), isKept: true),
      SparkView.Made(name: prefix + "affiliation", sql: affiliation),
      SparkView.Made(name: prefix + "paper_institution", sql: over(paperInstitution), isKept: true),
      SparkView.Made(name: prefix + "paper_absence", sql: over(paperAbsence)),
      SparkView.Made(name: "decision", sql: isResolved ? decision : empty("decision")),
      SparkView.Made(name: "source", sql: empty("source")),
      SparkView.Made(name: "diagnostic", sql: empty("diagnostic")),
      SparkView.Made(name: "institution_group", sql: empty("institution_group")),
      SparkView.Made(name: prefix + "paper_group", sql: empty("paper_group")),
    ]
    return views
  }

  /// Distinct printed affiliations of works, for `export --as mentions`.
  static let mentions = """
    SELECT DISTINCT text FROM (SELECT explode(strings) AS text FROM openalex_authorship) AS s ORDER BY text
    """

  /// White space collapsed.
  private static func clean(_ sql: String) -> String { #"trim(regexp_replace(\#(sql), '\\s+', ' '))"# }

  /// The bare number at the end of an OpenAlex address.
  private static func number(_ sql: String, _ letter: Character) -> String {
    "CAST(substring_index(\(sql), '/\(letter)', -1) AS BIGINT)"
  }

  private static func empty(_ view: String) -> String {
    let schema = Warehouse.views.first { $0.name == view }?.schema ?? ""
    let columns = schema.split(separator: ",").map { column in
      let words = column.split(separator: " ")
      return "CAST(NULL AS \(words[1])) AS `\(words[0])`"
    }
    return "SELECT \(columns.joined(separator: ", ")) WHERE 1 = 0"
  }

  private static let paper = """
    SELECT \(number("id", "W")) AS paper_id, id, \(clean("coalesce(nullif(title, ''), display_name)")) AS title,
      \(clean("coalesce(primary_location.source.display_name, primary_location.raw_source_name, host_venue.display_name)"))
        AS venue,
      publication_year AS year, biblio.first_page, biblio.last_page,
      lower(regexp_replace(doi, '^https?://(dx[.])?doi[.]org/', '')) AS doi, lower(type) AS kind, language,
      cited_by_count, coalesce(size(authorships), 0) AS author_count, authorships
    FROM openalex_work
    WHERE coalesce(nullif(title, ''), display_name) IS NOT NULL
    """

  private static let publicPaper = """
    SELECT paper_id, title, venue, year, CAST(NULL AS STRING) AS place, CAST(NULL AS STRING) AS day,
      CAST(NULL AS STRING) AS session, first_page, last_page, doi, kind, id AS source_file,
      CAST(NULL AS BIGINT) AS source_line, CAST(author_count AS BIGINT) AS author_count, CAST(1 AS BIGINT) AS source_id
    FROM openalex_paper
    """

  private static let paperField = """
    SELECT paper_id, stack(2, 'cited_by', CAST(cited_by_count AS STRING), 'language', language) AS (key, value),
      'OpenAlex' AS source
    FROM openalex_paper
    """

  /// Printed affiliations are those of `affiliations`, else the raw strings, else the institutions' names.
  private static func authorship(_ authors: AuthorsBy) -> String {
    let id =
      switch authors {
      case .byName: "xxhash64(lower(name))"
      case .resolved: "coalesce(\(number("w.author.id", "A")), xxhash64(lower(name)))"
      }
    func texts(_ array: String, _ member: String) -> String {
      "filter(transform(\(array), x -> \(clean(member))), x -> x <> '')"
    }
    return """
      SELECT paper_id, CAST(position + 1 AS BIGINT) AS position, author_count, name, \(id) AS author_id, orcid,
        CASE
          WHEN size(paired) > 0 THEN paired
          WHEN size(written) > 0 THEN written
          ELSE coalesce(named, array())
        END AS strings,
        w.institutions AS institutions
      FROM (
        SELECT paper_id, position, author_count, w,
          \(clean("coalesce(nullif(w.raw_author_name, ''), w.author.display_name, '')")) AS name,
          nullif(substring_index(w.author.orcid, '/', -1), '') AS orcid,
          \(texts("w.affiliations", "x.raw_affiliation_string")) AS paired,
          \(texts("w.raw_affiliation_strings", "x")) AS written,
          \(texts("w.institutions", "x.display_name")) AS named
        FROM openalex_paper LATERAL VIEW posexplode(authorships) AS position, w
      ) AS s
      """
  }

  private static let author = """
    SELECT author_id, min(name) AS name, CASE WHEN count(DISTINCT orcid) = 1 THEN min(orcid) END AS orcid,
      CAST(CASE WHEN count(DISTINCT orcid) > 1 THEN 1 ELSE 0 END AS BIGINT) AS orcid_conflict
    FROM openalex_authorship
    GROUP BY author_id
    """

  // MARK: Institutions as decided before

  private static let decidedInstitution = """
    SELECT xxhash64(key) AS institution_id, first(name) AS name, first(ror) AS ror, first(sector) AS sector,
      first(country) AS country, first(city) AS city, first(latitude) AS latitude, first(longitude) AS longitude,
      CASE WHEN first(host) IS NOT NULL THEN xxhash64(first(host)) END AS host_id,
       CASE WHEN first(family) IS NOT NULL THEN xxhash64(first(family)) END AS family_id,
      first(sector_rule) AS sector_rule, CAST(NULL AS BIGINT) AS unit_of, key
    FROM (
      SELECT part.institution.* FROM (SELECT explode(parts) AS part FROM resolved_text) AS p
      WHERE part.institution.key IS NOT NULL
      UNION ALL
      SELECT i.* FROM (SELECT explode(related) AS i FROM resolved_text) AS r
    ) AS named
    GROUP BY key
    """

  private static func decidedPart(_ level: Level) -> String {
    let receiver =
      level == .family ? "coalesce(part.institution.family, part.institution.key)" : "part.institution.key"
    return """
      SELECT s.paper_id, s.position, s.author_id, s.author_count, s.ordinal + 1 AS ordinal,
        coalesce(number, 0) + 1 AS part,
        CASE WHEN part.institution.key IS NOT NULL THEN xxhash64(\(receiver)) END AS receiver_id,
        CASE WHEN part.institution.key IS NOT NULL THEN xxhash64(part.institution.key) END AS institution_id,
        part.unit AS unit, s.text AS text_as_written, coalesce(part.text, s.text) AS part_text,
        coalesce(part.state, 'unresolved') AS state, coalesce(part.method, 'none') AS method,
        coalesce(part.confidence, 0.0D) AS confidence, part.site_country AS site_country
      FROM (
        SELECT w.paper_id, w.position, w.author_id, w.author_count, w.ordinal, w.text, r.parts
        FROM (
          SELECT paper_id, position, author_id, author_count, ordinal, text
          FROM openalex_authorship LATERAL VIEW posexplode(strings) AS ordinal, text
        ) AS w
        LEFT JOIN openalex_text AS r ON r.text = w.text
      ) AS s
      LATERAL VIEW OUTER posexplode(s.parts) AS number, part
      """
  }

  private static let decision = """
    SELECT part.text AS mention, coalesce(part.institution.name, part.state) AS entity, part.method, part.confidence AS score,
      part.reason, 'affiliation' AS kind, CAST(NULL AS BIGINT) AS paper_id
    FROM (SELECT explode(parts) AS part FROM openalex_text) AS p
    """

  // MARK: Institutions as OpenAlex has them

  /// ROR's types under the names of our sectors.
  private static let sector = """
    CASE type
      WHEN 'education' THEN 'academia' WHEN 'company' THEN 'industry' WHEN 'government' THEN 'government'
      WHEN 'healthcare' THEN 'healthcare' WHEN 'nonprofit' THEN 'nonprofit' WHEN 'facility' THEN 'facility'
      WHEN 'archive' THEN 'archive' WHEN 'other' THEN 'other' WHEN 'funder' THEN 'other' ELSE 'unknown'
    END
    """

  private static let openAlexInstitution = """
    SELECT institution_id, name, ror, \(sector) AS sector, country, CAST(NULL AS STRING) AS city,
      CAST(NULL AS DOUBLE) AS latitude, CAST(NULL AS DOUBLE) AS longitude, CAST(NULL AS BIGINT) AS host_id,
      CAST(NULL AS BIGINT) AS family_id, CASE WHEN type IS NULL THEN 'none' ELSE concat('openalex.', type) END AS sector_rule,
      CAST(NULL AS BIGINT) AS unit_of, concat('openalex:I', CAST(institution_id AS STRING)) AS key
    FROM (
      SELECT \(number("i.id", "I")) AS institution_id, min(i.display_name) AS name, min(i.ror) AS ror,
        min(i.country_code) AS country, min(i.type) AS type
      FROM (SELECT explode(institutions) AS i FROM openalex_authorship) AS s
      WHERE i.id IS NOT NULL
      GROUP BY \(number("i.id", "I"))
    ) AS known
    """

  private static let openAlexPart = """
    SELECT paper_id, position, author_id, author_count, number + 1 AS ordinal, 1 AS part,
      \(number("i.id", "I")) AS receiver_id, \(number("i.id", "I")) AS institution_id,
      CAST(NULL AS STRING) AS unit, coalesce(get(strings, number), i.display_name) AS text_as_written,
      i.display_name AS part_text, 'resolved' AS state, 'openalex' AS method, CAST(NULL AS DOUBLE) AS confidence,
      i.country_code AS site_country
    FROM openalex_authorship LATERAL VIEW posexplode(institutions) AS number, i
    WHERE i.id IS NOT NULL
    UNION ALL
    SELECT paper_id, position, author_id, author_count, number + 1, 1, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
      CAST(NULL AS STRING), text, text, 'unresolved', 'none', 0.0D, CAST(NULL AS STRING)
    FROM openalex_authorship LATERAL VIEW posexplode(strings) AS number, text
    WHERE coalesce(size(filter(institutions, x -> x.id IS NOT NULL)), 0) = 0
    """

  // MARK: Counting

  /// An author's share goes evenly to the distinct institutions and the distinct unresolved texts, an institution's
  /// evenly to its sites.
  private static let credit = """
    WITH receiver AS (
      SELECT DISTINCT paper_id, position, author_id, author_count, receiver_id AS institution_id,
        CASE WHEN receiver_id IS NOT NULL THEN site_country END AS site_country,
        CASE WHEN receiver_id IS NULL THEN lower(part_text) END AS missing
      FROM openalex_part
      WHERE receiver_id IS NOT NULL OR state = 'unresolved'
    ), counted AS (
      SELECT paper_id, position, author_id, author_count, institution_id, site_country,
        size(collect_set(institution_id) OVER (PARTITION BY paper_id, position))
          + size(collect_set(missing) OVER (PARTITION BY paper_id, position)) AS receivers,
        CASE
          WHEN institution_id IS NULL THEN 1
          ELSE count(*) OVER (PARTITION BY paper_id, position, institution_id)
        END AS sites
      FROM receiver
    )
    SELECT paper_id, position, author_id, institution_id,
      CASE WHEN institution_id IS NULL THEN 'unresolved' ELSE 'resolved' END AS state,
      1.0D / receivers / sites / author_count AS weight, site_country
    FROM counted
    UNION ALL
    SELECT w.paper_id, w.position, w.author_id, CAST(NULL AS BIGINT),
      CASE WHEN u.position IS NULL THEN 'not_given' ELSE 'unaffiliated' END,
      1.0D / w.author_count, CAST(NULL AS STRING)
    FROM openalex_authorship AS w
    LEFT ANTI JOIN receiver AS r ON r.paper_id = w.paper_id AND r.position = w.position
    LEFT JOIN (SELECT DISTINCT paper_id, position FROM openalex_part WHERE state = 'unaffiliated') AS u
      ON u.paper_id = w.paper_id AND u.position = w.position
    """

  private static let publicAuthorship = """
    SELECT w.paper_id, w.position, w.author_id, CAST(w.author_count AS BIGINT) AS author_count,
      w.name AS name_as_written, c.state, CAST(NULL AS BIGINT) AS source_line, xxhash64(w.name) AS mention_id
    FROM openalex_authorship AS w
    JOIN (SELECT paper_id, position, min(state) AS state FROM credit WHERE state = 'resolved' GROUP BY paper_id, position
      UNION ALL
      SELECT paper_id, position, min(state) AS state FROM credit GROUP BY paper_id, position
      HAVING sum(CASE WHEN state = 'resolved' THEN 1 ELSE 0 END) = 0) AS c
      ON c.paper_id = w.paper_id AND c.position = w.position
    """

  private static let affiliation = """
    SELECT paper_id, position, CAST(ordinal AS BIGINT) AS ordinal, CAST(part AS BIGINT) AS part, institution_id, unit,
      text_as_written, part_text, state, method, confidence, site_country, xxhash64(text_as_written) AS affiliation_id
    FROM openalex_part
    """

  private static let paperInstitution = """
    SELECT paper_id, institution_id, CAST(1 AS BIGINT) AS weight_full, sum(weight) AS weight_fractional,
      count(DISTINCT position) AS authors, min(position) AS first_position
    FROM credit
    WHERE institution_id IS NOT NULL
    GROUP BY paper_id, institution_id
    """

  private static let paperAbsence = """
    SELECT paper_id, state, CAST(1 AS BIGINT) AS weight_full, sum(weight) AS weight_fractional,
      count(DISTINCT position) AS authors
    FROM credit
    WHERE institution_id IS NULL
    GROUP BY paper_id, state
    """
}
