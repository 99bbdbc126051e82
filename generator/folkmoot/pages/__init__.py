"""Every page that is made from the record. It imports web and everything below, never exports."""
