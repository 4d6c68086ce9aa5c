"""Who writes, how that is proven, and who else may see anything."""
