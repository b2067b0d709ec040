import Bibliography
import Foundation

/// What a template may name. Every object has every key, since a missing one would be looked up further out.
///
/// - top: `title subtitle lead[] facts[]{value label note} sections[] method[]{key value} diagnostics{} version set{}`
/// - section: `number id title lead[] figures[] tables[]`
/// - figure: `id svg alt caption files[]{name path}`
/// - table: `id title folded rowCount columns[]{heading unit numeric note} rows[]{cells[] behind[]} columnCount method
///   notes[] csv json markdown evidence[]{name items[]}`
/// - cell: `text class sort share opens isHeader`
/// - evidence: `text location link`
/// - diagnostics: `any groups[]{title items[]} more`
struct ReportContext {
  let input: ReportInput
  let settings: [String: String]

  /// Findings shown on the page; `data/diagnostics.csv` has all.
  static let shownDiagnostics = 100

  var values: [String: Any] {
    [
      "title": input.title, "subtitle": input.subtitle, "hasSubtitle": !input.subtitle.isEmpty, "lead": input.lead,
      "hasFacts": !input.facts.isEmpty,
      "facts": input.facts.map {
        ["value": $0.value, "label": $0.label, "note": $0.note, "hasNote": !$0.note.isEmpty]
      },
      "sections": input.sections.enumerated().map { section($1, number: $0 + 1) }, "hasMethod": !input.method.isEmpty,
      "method": input.method.map { ["key": $0.key.replacing("_", with: " "), "value": $0.readableValue] },
      "diagnostics": diagnostics, "version": input.version, "set": settings,
    ]
  }

  private func section(_ section: ReportInput.Section, number: Int) -> [String: Any] {
    [
      "number": number, "id": section.id, "title": section.title, "lead": section.lead,
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
      let column = table.columns[c]
      let isShare = NumberStyle.shareUnits.contains(column.unit)
      let longest = table.rows.map { if case .text(let text) = $0[c] { text.utf8.count } else { 0 } }.max() ?? 0
      let classes = [
        styles[c].isNumeric ? "num" : "", isShare ? "share" : "", longest > 70 ? "long" : longest > 24 ? "medium" : "",
      ]
      return Column(
        style: styles[c], isShare: isShare, classes: classes.filter { !$0.isEmpty }.joined(separator: " "),
        isHeader: c == header)
    }
    return [
      "id": item.id, "title": table.title, "folded": item.isFolded, "rowCount": table.rows.count,
      "hasRows": !table.rows.isEmpty, "columnCount": table.columns.count,
      "hasEvidence": item.evidence.contains { !$0.isEmpty },
      "columns": zip(table.columns, styles).map { column, style in
        [
          "heading": column.heading, "unit": style.unit, "hasUnit": !style.unit.isEmpty, "numeric": style.isNumeric,
          "note": column.note, "hasNote": !column.note.isEmpty,
        ] as [String: Any]
      },
      "rows": table.rows.enumerated().map { r, row in
        let evidence = item.evidence.isEmpty ? [] : item.evidence[r]
        return [
          "cells": row.enumerated().map { c, value in
            cell(value, columns[c], opens: !evidence.isEmpty && c == opener)
          },
          "behind": evidence.map(self.evidence), "hasBehind": !evidence.isEmpty,
          "columnCount": table.columns.count,
        ] as [String: Any]
      },
      "hasMethod": !table.method.isEmpty, "methodText": table.methodSentence,
      "notes": table.notes, "csv": "data/\(item.id).csv", "json": "data/\(item.id).json",
      "markdown": TableWriter.markdownBody(table),
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
    return [
      "text": column.style.text(value), "class": column.classes, "hasClass": !column.classes.isEmpty, "sort": sort,
      "hasSort": !sort.isEmpty, "share": share, "hasShare": !share.isEmpty, "opens": opens,
      "isHeader": column.isHeader && !opens,
    ]
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
