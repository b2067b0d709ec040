// Room card: Store
//
// The corpus file: one SQLite database with public views, migrations, and the named queries of `Queries/`.
import Bibliography
