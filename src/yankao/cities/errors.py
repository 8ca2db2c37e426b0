"""城市資料的錯誤: what an operator is told about a file of a city's folder."""


class CityFileError(ValueError):
    """A file of the city's folder is not as it must be; the message names it, the row, and what to do."""
