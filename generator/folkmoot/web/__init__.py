"""What every page and file is made with: the site, its templates, citations, addresses. It imports measures and everything below."""
