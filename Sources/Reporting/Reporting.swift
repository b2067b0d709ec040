// Room card: Reporting
