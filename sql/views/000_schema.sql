-- Schema api holds what the service reads: one view per collection, owned by tillit_owner, so that the forced row-level
-- security of its tables applies to every reader. All of these files run in one transaction.

drop schema if exists api cascade;
create schema api;
