import Bytes
import Foundation
import Testing

@testable import Ingestion

@Suite struct XMLRecordsTests {
  /// DBLP's shape is the plainest to try the parser's own rules on.
  private func read(_ text: String) throws -> String { try Collected.reading(text, as: DBLPReader.self).text }

  @Test func knowsEntitiesWithoutFetchingTheDTD() throws {
    #expect(
      try read(
        """
        <?xml version="1.0" encoding="ISO-8859-1"?>
        <!DOCTYPE dblp SYSTEM "dblp.dtd" [<!ENTITY uni "U &amp; V"><!ENTITY nested "[&uni; &#228;]"><!ENTITY k "x;y">]>
        <dblp>
        <article><author orcid="0000-0002-1825-0097">B&ouml;hlen</author><title>&nested; &Zcaron; &mdash; &lt;</title></article>
        <article key="a&ouml;b&k;&amp;c"><title>&what;</title></article>
        </dblp>
        """) == """
          4:1 paper [U & V ä] &Zcaron; — <
            Böhlen orcid:0000-0002-1825-0097: not_given
            document_type=article
          5:1 paper &what;
            document_type=article
            dblp_key=aöbx;y&c
          ? 4:1 xml.entity-unknown
          ? 5:1 xml.entity-unknown
          """)
  }

  @Test func decodesWhatTheDeclarationSays() throws {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><dblp><article><title>B\u{f6}h</title></article></dblp>"
    let latin = text.unicodeScalars.map { UInt8($0.value) }
    #expect(try Collected.reading(latin, as: DBLPReader.self).papers.first?.title == "Böh")
    let wide = "\u{feff}" + text.replacingOccurrences(of: "ISO-8859-1", with: "UTF-16")
    let bytes = Array(wide.utf16).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    #expect(try Collected.reading(bytes, as: DBLPReader.self).papers.first?.title == "Böh")
  }

  /// The declaration counts wherever the bytes come from: a file's first piece once ended inside it.
  @Test func readsLatinOneFromDisk() throws {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><dblp><article><title>B\u{f6}h</title></article></dblp>"
    let path = NSTemporaryDirectory() + "latin-\(UUID().uuidString).xml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.unicodeScalars.map { UInt8($0.value) }).write(to: URL(fileURLWithPath: path))
    let sink = Collected()
    for input in try Input.open(path) {
      try DBLPReader().read(input, context: ReadingContext(), into: sink)
    }
    #expect(sink.papers.map(\.title) == ["B\u{f6}h"])
  }

  /// Bytes that the declared encoding does not have are told; libxml2 itself prints nothing.
  @Test func bytesThatTheEncodingDoesNotHaveAreTold() throws {
    let head = "<?xml version=\"1.0\" encoding=\"EUC-JP\"?><dblp><article><title>One</title></article>"
    let bytes = Array(head.utf8) + [0xFF, 0xFE, 0xFF] + Array("<article><title>Two</title></article></dblp>".utf8)
    let read = try Collected.reading(bytes, as: DBLPReader.self)
    #expect(read.papers.first?.title == "One")
    #expect(read.reported.contains { $0.code == "xml.encoding" })
  }

  @Test func damageCostsItsRecord() throws {
    #expect(
      try read(
        """
        <dblp>
        <article><title>One</title></article>
        <article><title>A & B</title></article>
        <article><title>Three <i>x</b></title></article>
        <article><title>Four &eacute;</title></article>
        <article><title>Five
        """) == """
          2:1 paper One
            document_type=article
          5:1 paper Four é
            document_type=article
          ! 3:20 xml.syntax
          ! 4:31 xml.syntax
          ! 6:21 xml.syntax
          """)
  }

  @Test func refusesBombsAndDepth() throws {
    // Each entity is ten of the one before: a billion in the end.
    var bomb = "<!DOCTYPE dblp [<!ENTITY a0 \"lol\">"
    for i in 1...9 { bomb += "<!ENTITY a\(i) \"" + String(repeating: "&a\(i - 1);", count: 10) + "\">" }
    bomb += "]><dblp><article><title>&a9;</title></article><article><title>T</title></article></dblp>"
    let read = try Collected.reading(bomb, as: DBLPReader.self)
    #expect(read.rejected.map(\.code) == ["xml.entity-bomb"] && read.papers.isEmpty)
    let itself =
      "<!DOCTYPE dblp [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]><dblp><article><title>&a;</title></article></dblp>"
    #expect(try Collected.reading(itself, as: DBLPReader.self).rejected.count == 1)
    let inAttribute = bomb.replacingOccurrences(of: "<title>&a9;", with: "<title x=\"&a9;\">")
    #expect(try Collected.reading(inAttribute, as: DBLPReader.self).rejected.map(\.code) == ["xml.entity-bomb"])
    let external =
      "<!DOCTYPE dblp [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><dblp><article><title>[&e;]</title></article></dblp>"
    #expect(try Collected.reading(external, as: DBLPReader.self).papers.first?.title == "[&e;]")
    let deep = "<dblp><article><title>" + String(repeating: "<i>", count: 100_000)
    #expect(try Collected.reading(deep, as: DBLPReader.self).rejected.map(\.code) == ["xml.depth"])
  }
}

@Suite struct XMLReaderTests {
  /// Homonym numbers, markup in a title, a DOI behind a publisher's address, and records that are not papers.
  @Test func readsDBLP() throws {
    let text = """
      <dblp>
      <inproceedings key="conf/er/LeeW08" mdate="2008-10-20" publtype="informal">
      <author>Ann Lee</author><author orcid="0000-0002-1825-0098">Wei Wang 0001</author><author>Al 99</author>
      <title>On <i>k</i><sub>2</sub>-Graphs.</title><pages>15-25</pages><year>2008</year><booktitle>ER</booktitle>
      <ee>https://example.org/x</ee><ee type="oa">http://doi.acm.org/10.1145/1666420.1666444</ee>
      <crossref>conf/er/2008</crossref><cite>...</cite>
      </inproceedings>
      <proceedings key="conf/er/2008"><editor>Qing Li</editor><title>ER 2008.</title></proceedings>
      <www key="homepages/l/AnnLee"><author>Ann Lee</author><author>A. Lee</author><title>Home Page</title>
      <note type="affiliation">MIT, USA</note><note type="affiliation" label="former">ETH</note><note>x</note>
      <url>https://orcid.org/0000-0002-1825-0097</url></www>
      <www key="homepages/w/WeiWang" publtype="disambiguation"><author>Wei Wang</author></www>
      <www key="www/org/w3/x"><title>A page</title></www>
      <phdthesis><author>Bo Li</author><title>Why ...</title><school>ETH</school><year>1999</year></phdthesis>
      </dblp>
      """
    #expect(
      try Collected.reading(text, as: DBLPReader.self).text == """
        2:1 paper On k2-Graphs | ER 2008 | 15-25 | 10.1145/1666420.1666444
          Ann Lee: not_given
          Wei Wang dblp:Wei Wang 0001(dblp): not_given
          Al 99: not_given
          document_type=inproceedings
          dblp_key=conf/er/LeeW08
          publication_type=informal
          crossref=conf/er/2008
        14:1 phdthesis Why ... | ETH 1999
          Bo Li: not_given
          document_type=phdthesis
        @ 9 Ann Lee | A. Lee | dblp:homepages/l/AnnLee(dblp) | orcid:0000-0002-1825-0097
          MIT, USA (-)
          ETH (former)
        ? 3:1 orcid.checksum
        ? 1:1 dblp.not-papers
        """)
  }

  /// A group, an affiliation with an identifier, one of before 2013, a short page range, and a date in words.
  @Test func readsPubMed() throws {
    let text = """
      <PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">7</PMID><Article>
      <Journal><JournalIssue><PubDate><MedlineDate>2019 Nov-Dec</MedlineDate></PubDate></JournalIssue><Title>J Clin</Title></Journal>
      <ArticleTitle>Why <i>E. coli</i> wins.</ArticleTitle><Pagination><MedlinePgn>1234-9</MedlinePgn></Pagination>
      <ELocationID EIdType="pii">x</ELocationID><ELocationID EIdType="doi">10.1000/J.1</ELocationID>
      <Abstract><AbstractText>Long.</AbstractText></Abstract>
      <AuthorList><Author ValidYN="Y"><LastName>Keim</LastName><ForeName>Robert G</ForeName><Suffix>Jr</Suffix>
      <Identifier Source="ORCID">https://orcid.org/0000000218250097</Identifier>
      <AffiliationInfo><Affiliation>MIT; and Harvard. a@b.edu</Affiliation><Identifier Source="ROR">https://ror.org/042nb2s44</Identifier></AffiliationInfo>
      <AffiliationInfo><Affiliation>ETH</Affiliation><Identifier Source="GRID">grid.5801.c</Identifier></AffiliationInfo></Author>
      <Author><CollectiveName>The X Group</CollectiveName></Author>
      <Author><LastName>Old</LastName><Initials>B</Initials><Affiliation>Oslo</Affiliation></Author>
      <Author ValidYN="N"><LastName>Wrong</LastName></Author></AuthorList>
      <PublicationTypeList><PublicationType>Journal Article</PublicationType><PublicationType>Review</PublicationType></PublicationTypeList>
      <GrantList><Grant><GrantID>R01</GrantID><Agency>NIH</Agency></Grant></GrantList></Article>
      <MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList>
      </MedlineCitation></PubmedArticle></PubmedArticleSet>
      """
    #expect(
      try Collected.reading(text, as: PubMedReader.self).text == """
        1:1 paper Why E. coli wins | J Clin 2019 | 1234-1239 | 10.1000/j.1
          Robert G Keim Jr orcid:0000-0002-1825-0097
            MIT; and Harvard. a@b.edu ror:042nb2s44(pubmed)
            ETH grid:grid.5801.c(pubmed)
          The X Group: not_given
          B Old
            Oslo
          document_type=Journal Article
          document_type=Review
          pmid=7
          mesh=Humans
          funder=NIH
          award=R01
        """)
  }

  /// Markup in a title, a name in another script, an affiliation, and two volumes of one collection.
  @Test func readsTheACLAnthology() throws {
    let text = """
      <?xml version='1.0' encoding='UTF-8'?>
      <collection id="J89"><volume id="1"><meta><booktitle>Volume 15</booktitle><year>1989</year><address>Graz</address></meta>
      <frontmatter><url>J89-1000</url></frontmatter>
      <paper id="1"><title>Design of <fixed-case>LMT</fixed-case>: A <fixed-case>P</fixed-case>rolog System</title>
      <author id="ann-lee-mit" orcid="0000-0002-1825-0097"><first>Ann</first><last>Lee</last><affiliation>MIT</affiliation>
      <variant script="hani"><first>安</first><last>李</last></variant></author><author><last>Plato</last></author>
      <pages>1–10</pages><doi>10.3115/1</doi><url>J89-1001</url><award>Best Paper</award></paper></volume>
      <volume id="2"><meta><booktitle>Volume 16</booktitle><year>1990</year></meta><paper><title>T</title></paper></volume>
      </collection>
      """
    #expect(
      try Collected.reading(text, as: ACLAnthologyReader.self).text == """
        4:1 paper Design of LMT: A Prolog System | Volume 15 1989 | Graz | 1-10 | 10.3115/1
          Ann Lee orcid:0000-0002-1825-0097 acl:ann-lee-mit(acl)
            MIT
          Plato: not_given
          name_variant=Ann Lee: 安 李
          acl_id=J89-1001
          award=Best Paper
        8:1 paper T | Volume 16 1990
        """)
  }

  @Test func readsDataCite() throws {
    let text = """
      <resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5072/x</identifier>
      <creators><creator><creatorName nameType="Personal">Miller, Elizabeth</creatorName>
      <nameIdentifier nameIdentifierScheme="ORCID">0000-0002-1825-0097</nameIdentifier>
      <affiliation affiliationIdentifier="https://ror.org/042nb2s44" affiliationIdentifierScheme="ROR">MIT</affiliation></creator>
      <creator><creatorName nameType="Organizational">Group, The X</creatorName></creator></creators>
      <titles><title>T</title><title titleType="Subtitle">S</title></titles><publisher>DataCite</publisher>
      <publicationYear>2014</publicationYear><resourceType resourceTypeGeneral="Software">XML</resourceType>
      <contributors><contributor contributorType="ProjectLeader"><contributorName>Starr, Joan</contributorName></contributor></contributors>
      </resource>
      """
    #expect(
      try Collected.reading(text, as: DataCiteReader.self).text == """
        1:1 software T | DataCite 2014 | 10.5072/x
          Elizabeth Miller orcid:0000-0002-1825-0097
            MIT ror:042nb2s44(datacite)
          Group, The X: not_given
          document_type=Software
          subtitle=S
          projectleader=Joan Starr
        """)
  }

  /// Affiliations by reference, inside the author, of the whole group, and of nobody in particular.
  @Test func readsJATS() throws {
    func article(_ contributors: String, _ affiliations: String) -> String {
      """
      <article article-type="research-article"><front><journal-meta><journal-title-group><journal-title>eLife</journal-title></journal-title-group></journal-meta>
      <article-meta><article-id pub-id-type="doi">10.7554/e</article-id><title-group><article-title>T<xref ref-type="fn">*</xref></article-title></title-group>
      <contrib-group>\(contributors)</contrib-group>\(affiliations)
      <pub-date><year>2015</year></pub-date><pub-date><year>2014</year></pub-date></article-meta></front><body><p>x</p></body></article>
      """
    }
    let lee = "<contrib contrib-type=\"author\"><name><surname>Lee</surname><given-names>Ann</given-names></name>"
    let li = "<contrib contrib-type=\"author\"><name><surname>Li</surname><given-names>Bo</given-names></name>"
    let byReference = article(
      lee + "<contrib-id contrib-id-type=\"orcid\">https://orcid.org/0000-0002-1825-0097</contrib-id>"
        + "<xref ref-type=\"aff\" rid=\"a2 a1\">1</xref></contrib>"
        + li + "<aff>Own</aff><xref ref-type=\"aff\" rid=\"a9\"/></contrib>"
        + "<contrib contrib-type=\"editor\"><name><surname>Ed</surname></name></contrib>",
      "<aff id=\"a1\"><label>1</label><institution>Lab</institution>, <institution-wrap><institution-id institution-id-type=\"ror\">"
        + "https://ror.org/042nb2s44</institution-id><institution>MIT</institution></institution-wrap>, <country>USA</country></aff>"
        + "<aff id=\"a2\"><sup>2</sup><institution>ETH</institution><country>CH</country></aff>")
    #expect(
      try Collected.reading(byReference, as: JATSReader.self).text == """
        1:1 paper T | eLife 2014 | 10.7554/e
          Ann Lee orcid:0000-0002-1825-0097
            ETH, CH
            Lab, MIT, USA ror:042nb2s44(publisher)
          Bo Li
            Own
          document_type=research-article
          editor=Ed
        ? 3:1 jats.no-affiliation
        """)
    let ofGroup = article(lee + "</contrib>" + li + "</contrib><aff>Both</aff>", "")
    #expect(
      try Collected.reading(ofGroup, as: JATSReader.self).papers[0].authors.map(\.affiliations.first?.text) == [
        "Both", "Both",
      ])
    let ofNobody = article(lee + "</contrib>" + li + "</contrib>", "<aff>Somewhere</aff><aff>Else</aff>")
    let paper = try Collected.reading(ofNobody, as: JATSReader.self).papers[0]
    #expect(paper.authors.map(\.state) == [.shared, .shared])
    #expect(paper.sharedAffiliations.map(\.text) == ["Somewhere", "Else"])
  }
}
