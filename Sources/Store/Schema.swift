import Bibliography
import GRDB

/// The tables of a corpus file. Public views are in Views.swift.
enum Schema {
  /// Raised by each change of the tables; kept in `PRAGMA user_version`.
  static let version = 4
  /// `Coterie's` mark in the header of a SQLite file (`PRAGMA application_id`): the letters "Cote".
  static let applicationID = 0x436F_7465

  /// Lists of affiliations that every corpus has: authors of whom nothing is printed.
  static let notGivenList: Int64 = 1
  static let sharedList: Int64 = 2
  static let unaffiliatedList: Int64 = 3
  /// Their states, from list 1 on.
  static let listStates = ["not_given", "shared", "unaffiliated"]

  /// Makes an empty database a corpus.
  static func create(in db: Database) throws {
    try db.execute(sql: tables)
    for view in PublicView.all(in: Scope()) {
      try db.execute(sql: "CREATE VIEW \(view.name) AS \(view.select)")
    }
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(version)")
  }

  /// Indexes that a bulk load into an empty corpus makes at its end, which costs half of keeping them up to date.
  static let deferredIndexes: [(name: String, definition: String)] = [
    ("written_authorship_mention", "written_authorship(mention_id)"),
    ("written_mention_author", "written_mention(author_id)"),
    ("known_author_name", "known_author(name)"),
  ]

  /// Indexes of what is counted, made after each count.
  static let countedIndexes: [(name: String, definition: String)] = [
    ("counted_paper_institution", "counted_paper(institution_id)"),
    ("counted_pair_b", "counted_pair(b_id)"),
    // All of a pair's columns: the whole list is then read as it is shown, without a sort. Ids ascend by name.
    (
      "counted_pair_order",
      "counted_pair(papers DESC, a_id, b_id, others, papers_fractional, one_person_papers, first_year, last_year)"
    ),
  ]

  private static let tables = """
    CREATE TABLE written_source(
      source_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      format TEXT NOT NULL,
      content_hash TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL CHECK (role <> ''),
      read_records INTEGER NOT NULL CHECK (read_records = kept_records + rejected_records),
      kept_records INTEGER NOT NULL CHECK (kept_records >= 0),
      rejected_records INTEGER NOT NULL CHECK (rejected_records >= 0)
    ) STRICT;

    -- Venues, sessions, places, kinds, file names, field keys: each distinct string once.
    CREATE TABLE written_string(string_id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

    -- A paper that was merged into another has its id negated: no view shows it, and negating it back undoes the merge.
    CREATE TABLE written_paper(
      paper_id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES written_source,
      title TEXT NOT NULL,
      kind_id INTEGER NOT NULL REFERENCES written_string,
      venue_id INTEGER REFERENCES written_string,
      year INTEGER,
      place_id INTEGER REFERENCES written_string,
      day TEXT,
      session_id INTEGER REFERENCES written_string,
      first_page TEXT,
      last_page TEXT,
      doi TEXT,
      author_count INTEGER NOT NULL CHECK (author_count >= 0),
      shared_list_id INTEGER REFERENCES written_list,
      file_id INTEGER NOT NULL REFERENCES written_string,
      line INTEGER NOT NULL CHECK (line >= 1),
      "column" INTEGER NOT NULL CHECK ("column" >= 1)
    ) STRICT;
    CREATE INDEX written_paper_source ON written_paper(source_id);

    CREATE TABLE written_field(
      paper_id INTEGER NOT NULL REFERENCES written_paper ON UPDATE CASCADE,
      ordinal INTEGER NOT NULL,
      key_id INTEGER NOT NULL REFERENCES written_string,
      value TEXT NOT NULL,
      PRIMARY KEY (paper_id, ordinal)
    ) STRICT, WITHOUT ROWID;

    -- One author a folded printed name; display name is the form met first.
    CREATE TABLE known_author(
      author_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      orcid TEXT,
      -- 1 where two mentions of the name assert different ones, of which none is kept.
      orcid_conflict INTEGER NOT NULL CHECK (orcid_conflict IN (0, 1))
    ) STRICT;

    -- Distinct (name as printed, identifiers asserted). `identifiers` is a JSON array or null.
    CREATE TABLE written_mention(
      mention_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      orcid TEXT,
      identifiers TEXT,
      author_id INTEGER NOT NULL REFERENCES known_author
    ) STRICT;

    -- Distinct (printed affiliation, identifiers asserted for it).
    CREATE TABLE written_affiliation(
      affiliation_id INTEGER PRIMARY KEY,
      text TEXT NOT NULL,
      identifiers TEXT
    ) STRICT;

    -- Distinct lists of printed affiliations: co-authors mostly repeat one another's.
    CREATE TABLE written_list(
      list_id INTEGER PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('given', 'not_given', 'shared', 'unaffiliated'))
    ) STRICT;
    CREATE TABLE written_list_member(
      list_id INTEGER NOT NULL REFERENCES written_list,
      ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
      affiliation_id INTEGER NOT NULL REFERENCES written_affiliation,
      PRIMARY KEY (list_id, ordinal)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO written_list VALUES (1, 'not_given'), (2, 'shared'), (3, 'unaffiliated');

    -- `line` is null where the name stands on the paper's own line.
    CREATE TABLE written_authorship(
      paper_id INTEGER NOT NULL REFERENCES written_paper ON UPDATE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 1),
      mention_id INTEGER NOT NULL REFERENCES written_mention,
      list_id INTEGER NOT NULL REFERENCES written_list,
      author_count INTEGER NOT NULL CHECK (author_count >= position),
      line INTEGER,
      PRIMARY KEY (paper_id, position)
    ) STRICT, WITHOUT ROWID;

    -- Persons whom a source describes apart from its papers: evidence about who is who, never about a paper.
    CREATE TABLE written_person(
      person_record_id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES written_source,
      orcid TEXT,
      identifiers TEXT,
      file TEXT NOT NULL,
      line INTEGER NOT NULL CHECK (line >= 1)
    ) STRICT;
    CREATE TABLE written_person_name(
      person_record_id INTEGER NOT NULL REFERENCES written_person,
      ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
      name TEXT NOT NULL,
      PRIMARY KEY (person_record_id, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE written_person_affiliation(
      person_record_id INTEGER NOT NULL REFERENCES written_person,
      ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
      text TEXT NOT NULL,
      label TEXT,
      PRIMARY KEY (person_record_id, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE written_diagnostic(
      diagnostic_id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES written_source,
      file TEXT,
      line INTEGER,
      "column" INTEGER,
      code TEXT NOT NULL,
      severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
      message TEXT NOT NULL
    ) STRICT;

    -- Institutions, and the units inside them (`unit_of` is set; at level 'unit' they count for themselves).
    CREATE TABLE decided_institution(
      institution_id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      ror TEXT,
      sector TEXT NOT NULL,
      sector_rule TEXT NOT NULL,
      country TEXT,
      city TEXT,
      latitude REAL CHECK (latitude BETWEEN -90 AND 90),
      longitude REAL CHECK (longitude BETWEEN -180 AND 180),
      host_id INTEGER REFERENCES decided_institution DEFERRABLE INITIALLY DEFERRED,
      family_id INTEGER REFERENCES decided_institution DEFERRABLE INITIALLY DEFERRED,
      unit_of INTEGER REFERENCES decided_institution DEFERRABLE INITIALLY DEFERRED
    ) STRICT;
    CREATE INDEX decided_institution_name ON decided_institution(name);

    CREATE TABLE decided_part(
      affiliation_id INTEGER NOT NULL REFERENCES written_affiliation,
      part INTEGER NOT NULL CHECK (part >= 1),
      text TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('resolved', 'unresolved', 'unaffiliated')),
      institution_id INTEGER REFERENCES decided_institution CHECK ((institution_id IS NOT NULL) = (state = 'resolved')),
      unit TEXT,
      unit_id INTEGER REFERENCES decided_institution,
      site_country TEXT,
      method TEXT NOT NULL,
      confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
      reason TEXT NOT NULL,
      PRIMARY KEY (affiliation_id, part)
    ) STRICT, WITHOUT ROWID;

    -- Authors told apart by more than their names, where that was asked for: --authors resolved.
    CREATE TABLE decided_person(person_id INTEGER PRIMARY KEY, name TEXT NOT NULL, orcid TEXT) STRICT;
    CREATE TABLE decided_authorship(
      paper_id INTEGER NOT NULL,
      position INTEGER NOT NULL,
      person_id INTEGER NOT NULL REFERENCES decided_person,
      PRIMARY KEY (paper_id, position),
      FOREIGN KEY (paper_id, position) REFERENCES written_authorship ON UPDATE CASCADE ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decided_authorship_person ON decided_authorship(person_id);
    -- Why: `method` joined a mention with an author who has the other one, or 'refused' to.
    CREATE TABLE decided_author(
      decision_id INTEGER PRIMARY KEY,
      paper_id INTEGER NOT NULL,
      position INTEGER NOT NULL,
      other_paper_id INTEGER NOT NULL,
      other_position INTEGER NOT NULL,
      person_id INTEGER NOT NULL REFERENCES decided_person,
      method TEXT NOT NULL,
      score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
      reason TEXT NOT NULL
    ) STRICT;

    -- A person's decisions: kept with the corpus and applied again whenever it is resolved.
    CREATE TABLE decided_curation(
      ordinal INTEGER PRIMARY KEY,
      action TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      subject TEXT CHECK (subject IN ('institution', 'author')),
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL,
      affiliation_uses INTEGER NOT NULL CHECK (affiliation_uses >= 0),
      author_uses INTEGER NOT NULL CHECK (author_uses >= 0)
    ) STRICT;
    -- What the curation changed of authors by name: who a mention counted as before, and, under the negative number of an
    -- author, what the author was called.
    CREATE TABLE decided_name(
      mention_id INTEGER PRIMARY KEY,
      author_id INTEGER NOT NULL,
      name TEXT
    ) STRICT;
    -- Groups that the curation names, with the institutions and units in them.
    CREATE TABLE decided_group(
      name TEXT NOT NULL,
      institution_id INTEGER NOT NULL REFERENCES decided_institution,
      PRIMARY KEY (name, institution_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE decided_diagnostic(
      diagnostic_id INTEGER PRIMARY KEY,
      file TEXT,
      line INTEGER,
      "column" INTEGER,
      code TEXT NOT NULL,
      severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
      message TEXT NOT NULL
    ) STRICT;

    -- Papers hidden behind the same paper of another source, and those that a person keeps apart for good.
    CREATE TABLE decided_merge(
      duplicate_id INTEGER PRIMARY KEY CHECK (duplicate_id > 0),
      paper_id INTEGER NOT NULL CHECK (paper_id > 0 AND paper_id <> duplicate_id),
      method TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decided_merge_paper ON decided_merge(paper_id);
    -- What a shown paper lacks and a paper behind it has; made anew from decided_merge after each merge.
    CREATE TABLE decided_paper(
      paper_id INTEGER PRIMARY KEY,
      venue_id INTEGER REFERENCES written_string,
      year INTEGER,
      place_id INTEGER REFERENCES written_string,
      day TEXT,
      session_id INTEGER REFERENCES written_string,
      first_page TEXT,
      last_page TEXT,
      doi TEXT
    ) STRICT;
    CREATE TABLE decided_apart(paper_id INTEGER PRIMARY KEY) STRICT;

    -- What one author with this list of affiliations gives to whom; `share` sums to 1 a list. An institution named at
    -- several sites has a row for each. A row counts at each level of its sum `levels`: 1 unit, 2 institution, 4 family.
    CREATE TABLE counted_list(
      list_id INTEGER NOT NULL REFERENCES written_list,
      ordinal INTEGER NOT NULL,
      levels INTEGER NOT NULL CHECK (levels BETWEEN 1 AND 7),
      institution_id INTEGER REFERENCES decided_institution,
      site_country TEXT,
      -- Why nobody receives it; null where an institution does, which is nearly always.
      state TEXT CHECK ((state IS NULL) = (institution_id IS NOT NULL)),
      share REAL NOT NULL CHECK (share > 0 AND share <= 1),
      PRIMARY KEY (list_id, ordinal)
    ) STRICT, WITHOUT ROWID;
    -- Each paper's institutions at level 'institution', so that questions need not go through the authors.
    CREATE TABLE counted_paper(
      paper_id INTEGER NOT NULL,
      institution_id INTEGER NOT NULL REFERENCES decided_institution,
      weight REAL NOT NULL CHECK (weight > 0),
      authors INTEGER NOT NULL CHECK (authors >= 1),
      first_position INTEGER NOT NULL CHECK (first_position >= 1),
      PRIMARY KEY (paper_id, institution_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE counted_absence(
      paper_id INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('unresolved', 'not_given', 'shared', 'unaffiliated')),
      weight REAL NOT NULL CHECK (weight > 0),
      authors INTEGER NOT NULL CHECK (authors >= 1),
      PRIMARY KEY (paper_id, state)
    ) STRICT, WITHOUT ROWID;
    -- Pairs of institutions at level 'institution' over the whole corpus, `a_id < b_id`. Most have one paper: it weighs
    -- 1/others, `others` the number of its institutions but one, and its year is the first and the last. Only where
    -- there are more is the sum of their weights kept, and only where it differs the last year.
    CREATE TABLE counted_pair(
      a_id INTEGER NOT NULL REFERENCES decided_institution,
      b_id INTEGER NOT NULL REFERENCES decided_institution CHECK (a_id < b_id),
      papers INTEGER NOT NULL CHECK (papers >= 1),
      others INTEGER CHECK (others >= 1),
      papers_fractional REAL CHECK (papers_fractional > 0),
      one_person_papers INTEGER NOT NULL CHECK (one_person_papers BETWEEN 0 AND papers),
      first_year INTEGER,
      last_year INTEGER CHECK (last_year > first_year),
      CHECK ((others IS NOT NULL) = (papers = 1) AND (papers_fractional IS NOT NULL) = (papers > 1)),
      PRIMARY KEY (a_id, b_id)
    ) STRICT, WITHOUT ROWID;
    -- Joint papers of each institution, summed over its pairs: its strength in the network. With what lists of pairs
    -- show of it, in a table small enough to stay in the processor's cache while millions of pairs go by.
    CREATE TABLE counted_tie(
      institution_id INTEGER PRIMARY KEY REFERENCES decided_institution,
      papers INTEGER NOT NULL CHECK (papers >= 1),
      name TEXT NOT NULL,
      sector TEXT NOT NULL,
      country TEXT
    ) STRICT;
    -- Papers and credit of each sector and absence in each year, over the whole corpus.
    CREATE TABLE counted_year(
      ordinal INTEGER PRIMARY KEY,
      year INTEGER,
      sector TEXT,
      state TEXT NOT NULL,
      papers INTEGER NOT NULL CHECK (papers >= 1),
      credit REAL NOT NULL CHECK (credit > 0)
    ) STRICT;

    -- What the corpus says of itself: whether counts are up to date, how it was resolved.
    CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO about VALUES ('counts', 'current'), ('resolution', 'none'), ('authors', 'none');
    """
}
