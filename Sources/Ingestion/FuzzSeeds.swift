/// Small sound inputs, one a format, from which damaged ones are made.
extension Fuzzing {
  static let columnMap = """
    separator: ";"
    title: T
    authors:
      column: P
      separator: "|"
    affiliations:
      column: A
      separator: "|"
      belong: in-order
    year: Y
    """

  static let seeds: [(format: String, text: String)] = [
    (
      "records",
      #"{"title":"T","authors":[{"name":"A","affiliations":[{"text":"X"}]}],"fields":{"k":["v"]},"source":{"file":"f","line":1}}"#
    ),
    (
      "openalex",
      #"{"results":[{"id":"W1","title":"<i>T</i>","authorships":[{"author":{"id":"A1","display_name":"N"},"institutions":[{"id":"I1","display_name":"X"}],"raw_affiliation_strings":["X","Y"],"affiliations":[{"raw_affiliation_string":"X","institution_ids":["I1"]}]}]}]}"#
    ),
    (
      "crossref",
      #"{"message":{"items":[{"title":["T"],"author":[{"given":"A","family":"B","affiliation":[{"name":"X"}]}],"issued":{"date-parts":[[2002,9]]},"page":"1-9"}]}}"#
    ),
    (
      "csl", #"[{"title":"T","author":[{"given":"A","family":"B"}],"issued":{"raw":"2001"},"page":"1"}]"#
    ),
    (
      "bibtex",
      "@string{a = {b} # \"c\"}\n@article{k, author = {Lee, {\\'A}nn and others}, title = \"T $x^{2}$\", crossref={v}, affiliations={X; Y}}\n@book{v, title=a # { d}}\n"
    ),
    (
      "pdf",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pdf2xml>\n<page number=\"1\" width=\"800\" height=\"900\">\n"
        + "<fontspec id=\"1\" family=\"Times-Italic\"/>\n"
        + "<text top=\"10\" left=\"50\" width=\"300\" height=\"12\" font=\"0\">A Title of Trees</text>\n"
        + "<text top=\"10\" left=\"700\" width=\"20\" height=\"12\" font=\"0\">7</text>\n"
        + "<text top=\"30\" left=\"50\" width=\"90\" height=\"12\" font=\"0\">Ann Lee and Bo Li, </text>\n"
        + "<text top=\"30\" left=\"140\" width=\"90\" height=\"12\" font=\"1\">X University<b>;</b></text>\n"
        + "</page>\n</pdf2xml>\n"
    ),
    ("ris", "TY  - JOUR\nTI  - T\nAU  - Lee, A\nAD  - X; Y\nSP  - 1-9\nDO  - 10.1/x\nER  - \n"),
    ("endnote", "%0 Book\n%A Lee, A\n%T T\n%+ X\n%P 1-9\n\n"),
    (
      "medline",
      "PMID- 7\nTI  - T\n      more\nFAU - Lee, A\nAUID- ORCID: 0\nAD  - X\nLID - 10.1/x [doi]\nPG  - 11-9\n"
    ),
    (
      "wos",
      "FN X\nVR 1\nPT J\nAU Lee, A\n   Li, B\nC1 [Lee, A; Li, B] X.\n   Y\nOI Lee, A/0000\nTI T\nER\nEF\n"
    ),
    ("wos-tab", "PT\tAU\tTI\tC1\nJ\tLee, A; Li, B\tT\t[Lee, A] X; [Li, B] Y\n"),
    (
      "scopus",
      "Authors,Title,Source title,Affiliations,Authors with affiliations,EID\n\"Lee A., Li B.\",T,J,\"X; Y\",\"Lee, A., X, Y; Li, B., Z\",e\n"
    ),
    ("ieee", "Document Title,Authors,Author Affiliations\nT,A; B,\"X; Y\"\n"),
    ("springer", "Item Title,Publication Title,Authors\nT,J,Ann LeeBo Li\n"),
    ("dimensions", "banner\nTitle,Authors (Raw Affiliation)\nT,\"Lee, A (X (Y); Z); B\"\n"),
    ("lens", "Lens ID,Title,Author/s\n1,T,A; B\n"),
    ("openalex-csv", "title,authorships.author.display_name,authorships.raw_affiliation_strings\nT,A|B,X|Y\n"),
    (
      "dblp",
      "<!DOCTYPE dblp [<!ENTITY e \"x\">]><dblp><article key=\"&e;\"><author orcid=\"0\">L&ouml;w 0001</author><title>T<i>&e;</i>.</title><pages>1-9</pages><ee>http://doi.org/10.1/x</ee></article><www key=\"homepages/l/L\"><author>Ann L 0001</author><author>A. L</author><note type=\"affiliation\" label=\"former\">MIT</note></www></dblp>"
    ),
    (
      "pubmed",
      "<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>T</ArticleTitle><AuthorList><Author><LastName>L</LastName><AffiliationInfo><Affiliation>X</Affiliation></AffiliationInfo></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ),
    (
      "acl",
      "<collection><volume><meta><year>1989</year></meta><paper><title>T</title><author><first>A</first><last>B</last></author></paper></volume></collection>"
    ),
    (
      "datacite",
      "<resource><titles><title>T</title></titles><creators><creator><creatorName>B, A</creatorName><affiliation>X</affiliation></creator></creators></resource>"
    ),
    (
      "jats",
      "<article><front><article-meta><title-group><article-title>T</article-title></title-group><contrib-group><contrib><name><surname>B</surname></name><xref ref-type=\"aff\" rid=\"a\"/></contrib></contrib-group><aff id=\"a\"><label>1</label>X</aff></article-meta></front></article>"
    ),
    ("csv", "T;P;A;Y\nT;Ann Lee|Bo Li;MIT|Hall;2020\nU;Cy Dee;;x\n"),
    (
      "contents",
      """
      3rd Workshop on Inventions (INV '24)
      May 6–7, 2024

      Monday, May 6
      Storage I
      Session Chair: Eve Fox, Hall
      Alpha of Things\t1
      Ada Byron and Bo Carr, <i>X University</i> ; Cy Dee, <i>Y Inc.</i>
      Available Media
      Beta of Things ..... 15
      Dan Eck, *Z*; Ed Fay, *Z; Y*

      | Title | Authors |
      | --- | --- |
      | [Gamma](x) | Gil Hay, Q<br>Ida Jay, R |

      Program Committee
      Kay Lee, MIT
      """
    ),
    (
      "html",
      "<html><head><title>INV '24</title></head><body><h1>INV '24</h1><h2>Storage</h2><h3><a href=\"x\">Alpha of Things</a></h3><p>Ada Byron and Bo Carr, <em>X University;</em> Cy Dee, <em>Y</em></p><table><tr><th>Title</th><th>Authors</th></tr><tr><td>Beta of Things</td><td>Dan Eck (Z)</td></tr></table><ul><li><b>Gamma of Things</b><br>Ed Fay (Q), Gil Hay (R)</li></ul></body></html>"
    ),
    (
      "programme-yaml",
      """
      sessions:
        - title: "A: B"
          authors: 'Ada Byron (X); Bo Carr'
          tags: [a, "b, c"]
        - title: >
            Folded
            Title
          authors:
            - name: Cy Dee
              affiliation: Z
      """
    ),
    (
      "programme-csv",
      "ID,Title,Authors\n1,\"A, \"\"B\"\"\",\"Ada Byron (X); Bo Carr\"\n2,C,Cy Dee\n"
    ),
  ]
}
