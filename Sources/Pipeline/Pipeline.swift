// Room card: Pipeline
//
// The whole run on one page: inputs become a corpus (`Workspace`), the corpus becomes a report (`ReportRun`). Every
// step is one call into the room that knows it; nothing is decided here but the order.
