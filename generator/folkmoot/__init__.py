"""folkmoot: publish the record of citizens' assemblies as a static, checked, open-data site."""

__version__ = "0.1.0"
