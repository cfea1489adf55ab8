-- Whether a generated set of figures is loaded (tillit bench-data). Result: one row, t or f.
select exists (select from tillit.area where code = 'se-1001' and parent = 'se-bench');
