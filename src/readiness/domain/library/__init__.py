"""The asset library: what an asset is, what it is found by, who may read it, and what is told of its use.

Above the other rooms of the domain. Refuses storage and files; how texts are looked up is the store's.
"""
