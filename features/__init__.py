"""Pure functions from contract tables to declared columns: no files, clock, network, engine or tracker."""
