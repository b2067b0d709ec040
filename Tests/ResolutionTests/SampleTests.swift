import Bibliography
import Testing

@testable import Resolution

/// Every distinct affiliation of Tests/Fixtures/osdi25-contents.txt, judged by hand.
///
/// A line is `printed text => part | part`, a part `institution ; unit ; sector ; country`.
@Suite struct SampleTests {
  @Test func everyPrintedAffiliationIsJudgedAsAPersonWould() {
    let resolver = Resolver()
    for line in Self.expected.split(separator: "\n") {
      let sides = line.split(separator: " => ", maxSplits: 1).map { $0.trimmingSpaces() }
      let parts = resolver.resolve(Affiliation(sides[0]))
      #expect(parts.map(Self.describe).joined(separator: " | ") == sides[1], "\(sides[0])")
      #expect(parts.allSatisfy { !$0.reason.isEmpty && $0.confidence > 0.5 }, "\(sides[0])")
    }
  }

  @Test func everyInstitutionHasASector() {
    let resolver = Resolver()
    for line in Self.expected.split(separator: "\n") {
      let text = line.split(separator: " => ", maxSplits: 1)[0].trimmingSpaces()
      for part in resolver.resolve(Affiliation(text)) where part.state == .resolved {
        #expect(part.institution?.sector != .unknown, "\(text)")
      }
    }
  }

  private static func describe(_ part: AffiliationPart) -> String {
    guard let institution = part.institution else { return part.state.rawValue }
    return [institution.name, part.unit ?? "", institution.sector.rawValue, institution.country ?? ""]
      .joined(separator: " ; ").replacing(" ;  ; ", with: " ; ; ").trimmingSpaces()
  }

  private static let expected = """
    University of Michigan => University of Michigan ; ; academia ; US
    University of Wisconsin-Madison => University of Wisconsin–Madison ; ; academia ; US
    Carnegie Mellon University => Carnegie Mellon University ; ; academia ; US
    University of Virginia => University of Virginia ; ; academia ; US
    University of Virginia and Bandung Institute of Technology => University of Virginia ; ; academia ; US | Bandung Institute of Technology ; ; academia ; ID
    The Pennsylvania State University => Pennsylvania State University ; ; academia ; US
    Johns Hopkins University => Johns Hopkins University ; ; academia ; US
    Bandung Institute of Technology => Bandung Institute of Technology ; ; academia ; ID
    University of Toronto => University of Toronto ; ; academia ; CA
    Microsoft Research => Microsoft ; Microsoft Research ; industry ; US
    UC Berkeley => University of California, Berkeley ; ; academia ; US
    University of Oregon => University of Oregon ; ; academia ; US
    University of Science and Technology of China => University of Science and Technology of China ; ; academia ; CN
    Google => Google ; ; industry ; US
    University of Science and Technology of China and Anhui Provincial Key Laboratory of High Performance Computing => University of Science and Technology of China ; ; academia ; CN | Anhui Provincial Key Laboratory of High Performance Computing ; ; facility ; CN
    Shanghai Jiao Tong University => Shanghai Jiao Tong University ; ; academia ; CN
    Alibaba Group => Alibaba Group ; ; industry ; CN
    Hong Kong University of Science and Technology => Hong Kong University of Science and Technology ; ; academia ; HK
    MetaX Integrated Circuits => MetaX Integrated Circuits ; ; industry ; CN
    Massachusetts Institute of Technology => Massachusetts Institute of Technology ; ; academia ; US
    Peking University => Peking University ; ; academia ; CN
    Meta => Meta ; ; industry ; US
    The University of Texas at Austin => The University of Texas at Austin ; ; academia ; US
    University of Illinois Urbana-Champaign => University of Illinois Urbana-Champaign ; ; academia ; US
    Stony Brook University => Stony Brook University ; ; academia ; US
    University of Pennsylvania => University of Pennsylvania ; ; academia ; US
    Apple => Apple ; ; industry ; US
    University of Waterloo => University of Waterloo ; ; academia ; CA
    Tsinghua University => Tsinghua University ; ; academia ; CN
    Meta Platforms Inc. => Meta ; ; industry ; US
    unaffiliated => unaffiliated
    OpenAI => OpenAI ; ; industry ; US
    University of California, San Diego => University of California San Diego ; ; academia ; US
    George Mason University and OpenAI => George Mason University ; ; academia ; US | OpenAI ; ; industry ; US
    University of California, San Diego, and Meta => University of California San Diego ; ; academia ; US | Meta ; ; industry ; US
    Pennsylvania State University => Pennsylvania State University ; ; academia ; US
    Purdue University => Purdue University West Lafayette ; ; academia ; US
    Weizmann Institute of Science => Weizmann Institute of Science ; ; academia ; IL
    University of Science and Technology of China, Cambricon Technologies, and Institute of Computing Technology, Chinese Academy of Sciences => University of Science and Technology of China ; ; academia ; CN | Cambricon ; ; industry ; CN | Chinese Academy of Sciences ; Institute of Computing Technology ; facility ; CN
    Institute of Computing Technology, Chinese Academy of Sciences => Chinese Academy of Sciences ; Institute of Computing Technology ; facility ; CN
    Institute of Software, Chinese Academy of Sciences, and University of Chinese Academy of Sciences => Chinese Academy of Sciences ; Institute of Software ; facility ; CN | University of Chinese Academy of Sciences ; ; academia ; CN
    Cambricon Technologies => Cambricon ; ; industry ; CN
    Institute of Computing Technology, Chinese Academy of Sciences, and University of Chinese Academy of Sciences => Chinese Academy of Sciences ; Institute of Computing Technology ; facility ; CN | University of Chinese Academy of Sciences ; ; academia ; CN
    University of Edinburgh => University of Edinburgh ; ; academia ; GB
    Huawei Cloud => Huawei Technologies ; Huawei Cloud ; industry ; CN
    Ulsan National Institute of Science and Technology => Ulsan National Institute of Science and Technology ; ; academia ; KR
    The University of Hong Kong => University of Hong Kong ; ; academia ; HK
    Georgia Institute of Technology => Georgia Institute of Technology ; ; academia ; US
    Rice University => Rice University ; ; academia ; US
    Harvard University => Harvard University ; ; academia ; US
    University of Maryland, College Park => University of Maryland, College Park ; ; academia ; US
    Columbia University => Columbia University ; ; academia ; US
    TU Munich => Technical University of Munich ; ; academia ; DE
    Tsinghua University, Quan Cheng Laboratory => Tsinghua University ; ; academia ; CN | Quan Cheng Laboratory ; ; facility ; CN
    New York University => New York University ; ; academia ; US
    ByteDance Seed => ByteDance ; ByteDance Seed ; industry ; CN
    Zhejiang University => Zhejiang University ; ; academia ; CN
    ByteDance => ByteDance ; ; industry ; CN
    Ant Group => Ant Group ; ; industry ; CN
    Quan Cheng Laboratory => Quan Cheng Laboratory ; ; facility ; CN
    Rutgers University => Rutgers, The State University of New Jersey ; ; academia ; US
    Microsoft Azure => Microsoft ; Microsoft Azure ; industry ; US
    Stevens Institute of Technology => Stevens Institute of Technology ; ; academia ; US
    UC Santa Cruz => University of California, Santa Cruz ; ; academia ; US
    eunomia-bpf Community => eunomia-bpf Community ; ; other ;
    ShanghaiTech University => ShanghaiTech University ; ; academia ; CN
    South China University of Technology => South China University of Technology ; ; academia ; CN
    Virginia Tech => Virginia Tech ; ; academia ; US
    Washington University in St. Louis => Washington University in St. Louis ; ; academia ; US
    Princeton University => Princeton University ; ; academia ; US
    University of California San Diego => University of California San Diego ; ; academia ; US
    SmartX => SmartX ; ; industry ; CN
    Stanford University => Stanford University ; ; academia ; US
    Stanford University and Stellar Development Foundation => Stanford University ; ; academia ; US | Stellar Development Foundation ; ; nonprofit ; US
    EPFL & NVIDIA => École Polytechnique Fédérale de Lausanne ; ; academia ; CH | Nvidia ; ; industry ; US
    Tel Aviv University => Tel Aviv University ; ; academia ; IL
    Technion – Israel Institute of Technology => Technion – Israel Institute of Technology ; ; academia ; IL
    Institute of Parallel and Distributed Systems, Shanghai Jiao Tong University => Shanghai Jiao Tong University ; Institute of Parallel and Distributed Systems ; academia ; CN
    Engineering Research Center for Domain-specific Operating Systems, Ministry of Education => Engineering Research Center for Domain-specific Operating Systems ; ; facility ; CN
    Fields Lab, Huawei Central Software Institute => Huawei Technologies ; Huawei Central Software Institute ; industry ; CN
    University of Rhode Island => University of Rhode Island ; ; academia ; US
    University of Washington => University of Washington ; ; academia ; US
    Tsinghua University and University of Washington => Tsinghua University ; ; academia ; CN | University of Washington ; ; academia ; US
    University of Washington and University of California, Berkeley => University of Washington ; ; academia ; US | University of California, Berkeley ; ; academia ; US
    School of Computer Science, Peking University => Peking University ; School of Computer Science ; academia ; CN
    Imperial College London and Microsoft Research => Imperial College London ; ; academia ; GB | Microsoft ; Microsoft Research ; industry ; US
    Shanghai Jiao Tong University and Microsoft Research => Shanghai Jiao Tong University ; ; academia ; CN | Microsoft ; Microsoft Research ; industry ; US
    Seoul National University => Seoul National University ; ; academia ; KR
    Huawei Technologies Co., Ltd => Huawei Technologies ; ; industry ; CN
    University of Texas at Austin => The University of Texas at Austin ; ; academia ; US
    Microsoft => Microsoft ; ; industry ; US
    MIT CSAIL and Microsoft Research => Massachusetts Institute of Technology ; MIT Computer Science and Artificial Intelligence Laboratory ; academia ; US | Microsoft ; Microsoft Research ; industry ; US
    Harbin institute of Technology, Shenzhen => Harbin Institute of Technology ; Harbin Institute of Technology, Shenzhen ; academia ; CN
    The Chinese University of Hong Kong, China => Chinese University of Hong Kong ; ; academia ; HK
    College of Intelligence and Computing, Tianjin University, China => Tianjin University ; College of Intelligence and Computing ; academia ; CN
    Yale University => Yale University ; ; academia ; US
    Brown University => Brown University ; ; academia ; US
    Barkhausen Institut => Barkhausen Institut ; ; facility ; DE
    Leibniz-Universität Hannover => Leibniz University Hannover ; ; academia ; DE
    Kernkonzept GmbH => Kernkonzept ; ; industry ; DE
    Technische Universität Dresden => Technische Universität Dresden ; ; academia ; DE
    Technische Universität Dresden and Kernkonzept GmbH => Technische Universität Dresden ; ; academia ; DE | Kernkonzept ; ; industry ; DE
    Barkhausen Institut and Technische Universität Dresden => Barkhausen Institut ; ; facility ; DE | Technische Universität Dresden ; ; academia ; DE
    """
}
