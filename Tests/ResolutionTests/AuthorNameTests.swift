import Testing

@testable import Resolution

/// Printed names, taken apart. Expected parts are read off the name by eye.
@Suite struct AuthorNameTests {
  @Test(arguments: [
    ("Jane Q. Smith", "jane q", "", "smith"),
    ("Smith, Jane Q.", "jane q", "", "smith"),
    ("Smith JQ", "j q", "", "smith"),
    ("Smith J. Q.", "j q", "", "smith"),
    ("J.Q. Smith", "j q", "", "smith"),
    ("SMITH Jane", "jane", "", "smith"),
    ("Jane SMITH", "jane", "", "smith"),
    ("ZHANG Wei", "wei", "", "zhang"),
    ("Robbert van Renesse", "robbert", "van", "renesse"),
    ("Wil van der Aalst", "wil", "van der", "aalst"),
    ("van der Aalst, Wil M. P.", "wil m p", "van der", "aalst"),
    ("Beethoven, Ludwig van", "ludwig", "van", "beethoven"),
    ("T. S. Eugene Ng", "t s eugene", "", "ng"),
    ("Ng, T. S. Eugene", "t s eugene", "", "ng"),
    ("Hermann Härtig", "hermann", "", "hartig"),
    ("Jean-Pierre Lozi", "jean-pierre", "", "lozi"),
    ("J.-P. Lozi", "j p", "", "lozi"),
    ("Conor O’Brien", "conor", "", "obrien"),
    ("Madonna", "", "", "madonna"),
    ("Juan de la Cruz", "juan", "de la", "cruz"),
    ("de la Cruz, Juan", "juan", "de la", "cruz"),
    ("von Neumann, John", "john", "von", "neumann"),
    ("Martin Luther King Jr.", "martin luther", "", "king"),
    ("King, Martin Luther, Jr.", "martin luther", "", "king"),
    ("John D. Smith III", "john d", "", "smith"),
    ("Robert (Bob) Smith", "robert", "", "smith"),
    ("William “Bill” Smith", "william", "", "smith"),
    ("Nguyễn Văn Anh", "nguyen van", "", "anh"),
    ("Peter O'Hearn", "peter", "", "ohearn"),
    ("Łukasz Kaiser", "lukasz", "", "kaiser"),
    ("Søren Kierkegård", "soren", "", "kierkegard"),
    ("Γιώργος Παπαδόπουλος", "giorgos", "", "papadopoulos"),
    ("김철수", "", "", "김철수"),
    ("KIM Min-Ji", "min-ji", "", "kim"),
    ("Smith, J.-P.", "j p", "", "smith"),
    ("Jane  Q.\u{a0}Smith", "jane q", "", "smith"),
    ("Сергей Иванов", "sergei", "", "ivanov"),
    ("张伟", "", "", "张伟"),
    ("", "", "", ""),
    ("...", "", "", ""),
  ])
  func partsOfAPrintedName(printed: String, given: String, particles: String, family: String) {
    let name = AuthorName(printed)
    #expect(name.given.joined(separator: " ") == given)
    #expect(name.particles.joined(separator: " ") == particles)
    #expect(name.family == family)
    #expect(name.printed == printed)
  }

  @Test func suffixesNicknamesAndQualifiersStandApart() {
    #expect(AuthorName("Guy L. Steele Jr.").suffix == "jr")
    #expect(AuthorName("Steele, Jr., Guy L.").family == "steele")
    #expect(AuthorName("Steele, Guy L., Jr.").key == "guy l steele jr")
    #expect(AuthorName("William (Bill) Smith").nickname == "bill")
    #expect(AuthorName("William \"Bill\" Smith").key == "william smith")
    #expect(AuthorName("Bo Yuan (CUNY)").qualifier == "cuny")
    #expect(AuthorName("Bo Yuan 0001").qualifier == "0001")
    #expect(AuthorName("Wei Zhang (张伟)").qualifier == nil)
  }

  @Test func keysMeetAcrossOrderCaseAndMarksOnly() {
    #expect(AuthorName("Yuan, Bo").key == AuthorName("Bo YUAN").key)
    #expect(AuthorName("José Muñoz").key == AuthorName("Jose Munoz").key)
    #expect(AuthorName("Bo Yuan (CUNY)").key != AuthorName("Bo Yuan (Rutgers)").key)
    #expect(AuthorName("J. Smith").key != AuthorName("Jane Smith").key)
    #expect(AuthorName("Jörg Müller").blockingKey == AuthorName("J. Mueller").blockingKey)
    #expect(AuthorName("Bob Smith").blockingKey == AuthorName("Robert Smith").blockingKey)
  }

  @Test(arguments: [
    ("Jane Smith", "Jane Smith", NameRelation.same),
    ("José Smith", "Jose Smith", .same),
    ("Jane Smith", "Jane Q. Smith", .middle),
    ("Jane Quinn Smith", "Jane Q. Smith", .middle),
    ("Xiao-Feng Li", "Xiaofeng Li", .middle),
    ("Guy Steele", "Guy Steele Jr.", .middle),
    ("J. Smith", "Jane Q. Smith", .initial),
    ("Nikolai Zeldovich", "Nickolai Zeldovich", .variant),
    ("Bob Smith", "Robert Smith", .variant),
    ("Jörg Müller", "Jörg Mueller", .variant),
    ("Robert van Smith", "Robert Smith", .variant),
    ("Jane Smith", "John Smith", .conflict),
    ("J. A. Smith", "J. B. Smith", .conflict),
    ("Bo Yuan (CUNY)", "Bo Yuan (Rutgers)", .conflict),
    ("Bo Yuan 0001", "Bo Yuan 0002", .conflict),
    ("Guy Steele Sr.", "Guy Steele Jr.", .conflict),
    ("Jane Smith", "Jane Jones", .conflict),
  ])
  func relations(a: String, b: String, expected: NameRelation) {
    #expect(AuthorName(a).relation(to: AuthorName(b)) == expected)
    #expect(AuthorName(b).relation(to: AuthorName(a)) == expected)
  }

  @Test func oneEditIsAnInsertionAChangeOrASwap() {
    #expect(NameFolding.withinOneEdit("nikolai", "nickolai"))
    #expect(NameFolding.withinOneEdit("sergey", "sergei"))
    #expect(NameFolding.withinOneEdit("brian", "brain"))
    #expect(NameFolding.withinOneEdit("", "a"))
    #expect(!NameFolding.withinOneEdit("brian", "bryant"))
    #expect(!NameFolding.withinOneEdit("", "ab"))
  }
}
