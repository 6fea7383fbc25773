"""What the service team writes, turned into one frozen Site or a list of problems with file and line.

Nothing here runs a flow or judges a routing; it reads, checks names and numbers, and says where a fault is.
"""

from callcenter.site.load import Loaded, load
from callcenter.site.problem import Problem

__all__ = ["Loaded", "Problem", "load"]
