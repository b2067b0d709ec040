// Room card: Resolution
//
// Printed affiliations to parts to institutions, names to authors, sectors; each decision with its evidence.
import Bibliography
