// Room card: Reporting
//
// Words, digits and the order of sections: how a table is written for the terminal, a spreadsheet, a program or a page,
// how a network is written for other tools, and how a report is made from the templates of `Reports/`. Shares are 0…1
// everywhere else; per cent, rounding and "1.2 of 3" exist only here. Knows tables and networks, not how they were
// counted; prints nothing.
//
// Start with `TableWriter`, then `NumberStyle`, `ReportInput` and `ReportWriter`, then `Exports`.
