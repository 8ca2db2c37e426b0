"""開放介面 (Open311 GeoReport v2): dispatches reported and followed by other programs, in XML and JSON."""
