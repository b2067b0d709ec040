import Analysis
import Bibliography
import Foundation
import Testing

@testable import Reporting

/// Three institutions in two clusters; names with every character that some form must escape.
private let sample = Network(
  kind: .institutions,
  nodes: [
    .init(key: "ror:00hj54h04", name: "Alpha \"A\" & <B>", sector: .academia, country: "DE", papers: 4, credit: 2.5),
    .init(key: "name:beta, inc", name: "Beta\\N, Inc", sector: .industry, country: nil, papers: 2, credit: 1),
    .init(key: "name:清河", name: "清河\t大学", sector: .unknown, country: "CN", papers: 1, credit: 0.25),
  ],
  edges: [
    .init(a: 0, b: 1, papers: 2, fractional: 1.5, onePersonPapers: 1, paperIDs: [3, 7]),
    .init(a: 1, b: 2, papers: 1, fractional: 0.5, paperIDs: [7]),
  ],
  clusters: [0, 0, 1], method: [MethodLine("level", "institution")])

private func text(_ name: String, _ suffix: String = "", counting: Counting = .full) throws -> String {
  let files = try Exports.named(name).write(sample, title: "T & U", counting: counting)
  return try #require(files.first { $0.suffix == suffix }).text
}

@Suite struct ExportsTests {
  @Test func theListIsAlphabeticalAndComplete() throws {
    #expect(Exports.all.map(\.name) == Exports.all.map(\.name).sorted())
    #expect(Set(Exports.all.map(\.name)).count == Exports.all.count)
    // Every form stands in a file of the folder as `static let … = NetworkExport(`.
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/Reporting/Exports")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    let declared = try files.reduce(0) { sum, file in
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      return sum + source.matches(of: /static let \w+ = NetworkExport\(/).count
    }
    #expect(declared == Exports.all.count)
  }

  @Test func unknownFormsAreAnsweredWithTheKnownOnes() throws {
    let error = try #require(throws: CoterieError.self, performing: { try Exports.named("gefx") })
    #expect(error.diagnostic.message.contains("Known forms: csv, dot, gexf, graphml, node-link,"))
  }

  @Test func graphml() throws {
    let out = try text("graphml", counting: .fractional)
    #expect(
      out.contains(
        """
            <node id="n1"><data key="label">Alpha &quot;A&quot; &amp; &lt;B&gt;</data><data key="node_key">ror:00hj54h04</data>\
        <data key="node_sector">academia</data><data key="node_country">DE</data><data key="node_papers">4</data>\
        <data key="node_credit">2.5</data><data key="node_cluster">1</data></node>

        """))
    #expect(
      out.contains(
        """
            <edge id="e1" source="n1" target="n2"><data key="weight">1.5</data><data key="edge_papers">2</data>\
        <data key="edge_fractional">1.5</data><data key="edge_one_person_papers">1</data>\
        <data key="edge_paper_ids">3 7</data></edge>

        """))
    #expect(out.contains("<data key=\"g0\">T &amp; U</data>"))
    #expect(out.contains("<key id=\"g2\" for=\"graph\" attr.name=\"weight\" attr.type=\"string\"/>"))
    #expect(out.contains("<data key=\"g2\">fractional counting</data>"))
    #expect(
      !out.contains(
        "<node id=\"n2\"><data key=\"label\">Beta\\N, Inc</data><data key=\"node_key\">name:beta, inc</data><data key=\"node_sector\">industry</data><data key=\"node_country\">"
      ))
  }

  @Test func gexf() throws {
    let out = try text("gexf")
    #expect(
      out.contains(
        """
              <node id="n1" label="Alpha &quot;A&quot; &amp; &lt;B&gt;"><attvalues><attvalue for="0" value="ror:00hj54h04"/>\
        <attvalue for="1" value="academia"/><attvalue for="2" value="DE"/><attvalue for="3" value="4"/>\
        <attvalue for="4" value="2.5"/><attvalue for="5" value="1"/></attvalues>\
        <viz:color r="0" g="114" b="178"/><viz:size value="8.00"/></node>

        """))
    #expect(out.contains("<edge id=\"2\" source=\"n2\" target=\"n3\" weight=\"1.0\"><attvalues>"))
  }

  @Test func dot() throws {
    #expect(
      try text("dot") == #"""
        graph "T &amp; U" {
          // level: institution
          // weight: full counting
          graph [overlap=prism, outputorder=edgesfirst];
          node [shape=ellipse];
          subgraph "cluster_1" {
            label="Cluster 1";
            "n1" [label="Alpha \"A\" &amp; <B>", tooltip="Alpha \"A\" &amp; <B>: academia (ROR: education), DE, 4 papers"];
            "n2" [label="Beta\\N, Inc", tooltip="Beta\\N, Inc: industry (ROR: company), 2 papers"];
          }
          subgraph "cluster_2" {
            label="Cluster 2";
            "n3" [label="清河大学", tooltip="清河大学: unknown, CN, 1 paper"];
          }
          "n1" -- "n2" [weight=2, penwidth=6.00, tooltip="2 joint papers"];
          "n2" -- "n3" [weight=1, penwidth=3.25, tooltip="1 joint paper"];
        }

        """#)
  }

  @Test func csvIsJoinedByTheStableKey() throws {
    #expect(
      try text("csv", "-nodes")
        == "Id,Label,Sector,Country,Papers,Credit,Cluster\n"
        + "ror:00hj54h04,\"Alpha \"\"A\"\" & <B>\",academia,DE,4,2.5,1\n"
        + "\"name:beta, inc\",\"Beta\\N, Inc\",industry,,2,1.0,1\nname:清河,清河\t大学,unknown,CN,1,0.25,2\n")
    #expect(
      try text("csv", "-edges", counting: .fractional)
        == "Source,Target,Type,Weight,Papers,Fractional,OnePersonPapers,PaperIds\n"
        + "ror:00hj54h04,\"name:beta, inc\",Undirected,1.5,2,1.5,1,3 7\n"
        + "\"name:beta, inc\",name:清河,Undirected,0.5,1,0.5,0,7\n")
  }

  @Test func nodeLinkHasItsTiesUnderBothNames() throws {
    let edges = try text("node-link")
    #expect(
      edges.contains(
        """
        "edges": [
        {"source": "n1", "target": "n2", "weight": 2.0, "papers": 2, "fractional": 1.5, "one_person_papers": 1, \
        "paper_ids": "3 7"},

        """))
    #expect(try text("node-link-d3") == edges.replacing("\"edges\": [", with: "\"links\": ["))
    #expect(try JSONSerialization.jsonObject(with: Data(edges.utf8)) is [String: Any])
  }

  @Test func pajek() throws {
    let files = try Exports.named("pajek").write(sample, title: "T")
    #expect(
      files.map(\.text) == [
        "\u{FEFF}*Vertices 3\r\n1 \"Alpha 'A' & <B>\"\r\n2 \"Beta\\N, Inc\"\r\n3 \"清河 大学\"\r\n*Edges\r\n1 2 2\r\n2 3 1\r\n",
        "*Vertices 3\r\n1\r\n1\r\n2\r\n", "*Vertices 3\r\n4\r\n2\r\n1\r\n",
      ])
    #expect(files.map(\.fileExtension) == ["net", "clu", "vec"])
  }

  @Test func vosviewer() throws {
    #expect(
      try text("vosviewer", "-map").split(separator: "\n").prefix(2) == [
        "id\tlabel\tdescription\tcluster\tweight<Papers>\tweight<Credit>\tscore<Industry>",
        "1\t\"Alpha \"\"A\"\" & <B>\"\t\"Alpha &quot;A&quot; &amp; &lt;B&gt;<br>Sector: academia (ROR: education)<br>"
          + "Country: DE<br>4 papers, credit 2.50\"\t1\t4\t2.5\t0",
      ])
    #expect(try text("vosviewer", "-network", counting: .fractional) == "1\t2\t1.5\n2\t3\t0.5\n")
  }

  @Test func vosviewerJSON() throws {
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(try text("vosviewer-json").utf8)) as? [String: Any])
    let network = try #require(root["network"] as? [String: [[String: Any]]])
    let items = try #require(network["items"])
    #expect(items.map { $0["id"] as? Int } == [1, 2, 3])
    #expect(items.map { $0["cluster"] as? Int } == [1, 1, 2])
    #expect(items.map { ($0["scores"] as? [String: Int])?["Industry"] } == [0, 1, 0])
    #expect(network["links"]?.map { $0["strength"] as? Double } == [2, 1])
  }

  @Test(arguments: Exports.all.map(\.name))
  func anEmptyNetworkIsStillAFile(name: String) throws {
    let empty = Network(kind: .authors, nodes: [], edges: [])
    let files = try Exports.named(name).write(empty, title: "")
    #expect(!files.isEmpty && files[0].suffix != "-network")
    #expect(files.allSatisfy { !$0.text.contains("sector") && !$0.text.contains("one_person") })
  }
}
