-- Whether a generated set of figures is loaded (tillit bench-data). One row.
-- Row bench_places: are_loaded.
select exists (select from tillit.area where code = 'se-1001' and parent = 'se-bench') as are_loaded;
