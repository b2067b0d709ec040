// Room card: Diagrams
