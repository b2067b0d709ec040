// Room card: Analysis
