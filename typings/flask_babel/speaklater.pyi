from typing import Any, Self

# At run time it only behaves as text; typed as text so that labels and messages may be lazy.
class LazyString(str):
    def __new__(cls, func: Any, *args: Any, **kwargs: Any) -> Self: ...
