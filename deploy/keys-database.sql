-- The keys of the spaces live in a database of their own, with its own backup and no history.
CREATE DATABASE csn_keys OWNER csn;
