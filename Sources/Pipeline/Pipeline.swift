// Room card: Pipeline
