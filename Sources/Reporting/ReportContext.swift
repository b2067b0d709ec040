import Bibliography
import Foundation
import Mustache

/// What a template may name. Every object has every key, since a missing one would be looked up further out.
///
/// - top: `title subtitle lead[] facts[]{value label note} sections[] method[]{key value} diagnostics{} version set{}`;
///   `{{set.NAME}}` is a parameter's value, `{{#set.NAME.yes}}` a section where it is `yes`
/// - section: `number id title lead[] opening[] figures[] tables[]` (`opening` is the first of `lead`)
/// - figure: `id svg alt caption files[]{name path}`
/// - table: `id title folded dense narrow short rowCount columns[]{heading unit numeric note}
///   rows[]{cells[] asides[]{heading text} behind[]} methodText notes[] csv json markdown evidence[]{name items[]}`
/// - cell: `text preview class sort share opens isHeader`
/// - evidence: `text location link`
/// - diagnostics: `any groups[]{title items[]} more`
struct ReportContext {
  let input: ReportInput
  let settings: [String: String]

  /// Findings shown on the page; `data/diagnostics.csv` has all.
  static let shownDiagnostics = 100
  /// Characters beyond which a cell shows its beginning until the reader opens it.
  static let longestCell = 240
  /// Columns beyond which long texts leave the table for the row that opens.
  static let wideTable = 6
  /// Characters of all columns up to which a table is not stretched to the width of the page.
  static let narrowTable = 60

  var values: [String: Any] {
    [
      "title": input.title, "subtitle": input.subtitle, "hasSubtitle": !input.subtitle.isEmpty, "lead": input.lead,
      "hasFacts": !input.facts.isEmpty,
      "facts": input.facts.map {
        ["value": $0.value, "label": $0.label, "note": $0.note, "hasNote": !$0.note.isEmpty]
      },
      "sections": input.sections.enumerated().map { section($1, number: $0 + 1) }, "hasMethod": !input.method.isEmpty,
      "method": input.method.map { ["key": $0.key.replacing("_", with: " "), "value": $0.readableValue] },
      "diagnostics": diagnostics, "version": input.version, "set": settings.mapValues(Setting.init),
    ]
  }

  private func section(_ section: ReportInput.Section, number: Int) -> [String: Any] {
    [
      "number": number, "id": section.id, "title": section.title, "lead": section.lead,
      "opening": section.lead.prefix(1).map { $0 },
      "figures": section.figures.map(figure), "tables": section.tables.map(table),
    ]
  }

  private func figure(_ figure: ReportInput.Figure) -> [String: Any] {
    [
      "id": figure.id, "svg": InlineSVG.element(figure.svg, prefix: figure.id + "-", label: figure.alt),
      "alt": figure.alt, "caption": figure.caption,
      "files": (["svg"] + figure.otherForms.map(\.fileExtension)).map {
        ["name": $0.uppercased(), "path": "diagrams/\(figure.id).\($0)"]
      },
    ]
  }

  private func table(_ item: ReportInput.SectionTable) -> [String: Any] {
    let table = item.table.forReaders
    let styles = table.columns.indices.map { NumberStyle(table, column: $0, grouping: true) }
    let header = table.columns.indices.first { !styles[$0].isNumeric && table.columns[$0].name != "rank" }
    let named = item.evidenceColumn.flatMap { name in table.columns.firstIndex { $0.name == name } }
    let opener = named ?? table.columns.firstIndex { $0.name == "papers" } ?? 0
    let columns = table.columns.indices.map { c in
      let longest = table.rows.map { if case .text(let text) = $0[c] { text.utf8.count } else { 0 } }.max() ?? 0
      let isShare = NumberStyle.shareUnits.contains(table.columns[c].unit)
      let width = longest > 70 ? "long" : longest > 24 ? "medium" : ""
      let classes = [styles[c].isNumeric ? "num" : "", isShare ? "share" : "", width].filter { !$0.isEmpty }
      // In a wide table the long texts move into the row that opens.
      let isAside = width == "long" && table.columns.count > Self.wideTable && c != header && c != opener
      return Column(
        style: styles[c], isShare: isShare, classes: classes.joined(separator: " "), isHeader: c == header,
        isAside: isAside, characters: max(longest, table.columns[c].heading.count))
    }
    // What holds for the whole report is said once; how this table was counted is said here.
    var own = table
    own.method.removeAll { input.method.contains($0) && !$0.key.contains("counting") }
    let visible = columns.indices.filter { !columns[$0].isAside }
    let asides = columns.indices.filter { columns[$0].isAside }
    return [
      "id": item.id, "title": table.title, "folded": item.isFolded, "rowCount": table.rows.count,
      "dense": visible.count > 8, "short": table.rows.count <= 12,
      "narrow": visible.reduce(0) { $0 + columns[$1].characters } <= Self.narrowTable, "hasRows": !table.rows.isEmpty,
      "columnCount": visible.count,
      "hasEvidence": item.evidence.contains { !$0.isEmpty },
      "columns": visible.map { c in
        let (column, style) = (table.columns[c], styles[c])
        return [
          "heading": column.heading, "unit": style.unit, "hasUnit": !style.unit.isEmpty, "numeric": style.isNumeric,
          "note": column.note, "hasNote": !column.note.isEmpty,
        ] as [String: Any]
      },
      "rows": table.rows.enumerated().map { r, row in
        let evidence = item.evidence.isEmpty ? [] : item.evidence[r]
        let moved = asides.filter { row[$0] != .null }
        let opens = !evidence.isEmpty || !moved.isEmpty
        return [
          "cells": visible.map { cell(row[$0], columns[$0], opens: opens && $0 == opener) },
          "asides": moved.map { ["heading": table.columns[$0].heading, "text": styles[$0].text(row[$0])] },
          "behind": evidence.map(self.evidence), "hasEvidence": !evidence.isEmpty, "hasBehind": opens,
          "columnCount": visible.count,
        ] as [String: Any]
      },
      "hasMethod": !own.method.isEmpty, "methodText": own.methodSentence, "notes": table.notes,
      "csv": "data/\(item.id).csv", "json": "data/\(item.id).json", "markdown": TableWriter.markdownBody(table),
      "evidence": zip(table.rows, item.evidence).filter { !$1.isEmpty }.map { row, evidence in
        ["name": rowName(row, styles, table), "items": evidence.map(self.evidence)] as [String: Any]
      },
    ]
  }

  /// What every cell of a column shares.
  private struct Column {
    let style: NumberStyle
    let isShare: Bool
    let classes: String
    let isHeader: Bool
    let isAside: Bool
    /// Of the longest text, heading included.
    let characters: Int
  }

  private func cell(_ value: Table.Value, _ column: Column, opens: Bool) -> [String: Any] {
    var share = ""
    var sort = ""
    switch value {
    case .real(let number) where number.isFinite:
      sort = "\(number)"
      if column.isShare, (0...1).contains(number) { share = NumberStyle.fixed(number * 100, decimals: 1) }
    case .integer(let number): sort = "\(number)"
    default: break
    }
    let text = column.style.text(value)
    let preview = text.count > Self.longestCell ? Self.beginning(of: text) : ""
    return [
      "text": text, "preview": preview, "hasPreview": !preview.isEmpty, "class": column.classes,
      "hasClass": !column.classes.isEmpty, "sort": sort,
      "hasSort": !sort.isEmpty, "share": share, "hasShare": !share.isEmpty, "opens": opens,
      "isHeader": column.isHeader && !opens,
    ]
  }

  /// The first words of a long cell, up to a third of what would fit.
  private static func beginning(of text: String) -> String {
    let start = text.prefix(longestCell / 3)
    return String(start.lastIndex(of: " ").map { start[..<$0] } ?? start)
  }

  /// The texts of a row, joined: `Alpha – Beta`.
  private func rowName(_ row: [Table.Value], _ styles: [NumberStyle], _ table: Table) -> String {
    let texts = row.indices.filter { !styles[$0].isNumeric }.prefix(2).map { styles[$0].text(row[$0]) }
    return texts.isEmpty ? row.first.map { styles[0].text($0) } ?? "" : texts.joined(separator: " – ")
  }

  private func evidence(_ evidence: ReportInput.Evidence) -> [String: Any] {
    let link = evidence.link.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
    let place = evidence.location.map { "\($0.file):\($0.line)" }
    return [
      "text": evidence.text, "location": place ?? "", "hasLocation": place != nil, "link": link ?? "",
      "hasLink": link != nil,
    ]
  }

  private var diagnostics: [String: Any] {
    let shown = input.diagnostics.prefix(Self.shownDiagnostics)
    let groups = Diagnostic.Severity.allCases.compactMap { severity -> [String: Any]? in
      let all = input.diagnostics.count { $0.severity == severity }
      let items = shown.filter { $0.severity == severity }
      guard !items.isEmpty else { return nil }
      return [
        "title": "\(all) \(severity.rawValue)\(all == 1 ? "" : "s")",
        "items": items.map {
          [
            "place": $0.location.map { "\($0)" } ?? "", "hasPlace": $0.location != nil, "code": $0.code,
            "message": $0.message,
          ] as [String: Any]
        },
      ]
    }
    let more = input.diagnostics.count - shown.count
    return ["any": !groups.isEmpty, "groups": groups, "more": more, "hasMore": more > 0]
  }
}

/// A parameter's value: itself as text, and a question that a section can ask.
struct Setting: MustacheParent, CustomStringConvertible {
  let description: String

  init(_ value: String) { description = value }

  func child(named name: String) -> Any? { name == description ? true : nil }
}
