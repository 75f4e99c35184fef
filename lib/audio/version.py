"""What a measurement is versioned by; apart from the measuring, so that it is cheap to import."""

# The shape of the report: raised when a field changes its name or meaning.
SCHEMA_VERSION = 1
# The figures in the report: raised when any of them may change for the same bytes. It is part of
# every cache key, so that no stored figure outlives the method that made it.
ANALYSIS_VERSION = "2"
