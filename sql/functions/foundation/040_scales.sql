-- Ends of the scales and units; null is open.

-- Ends of the scales and units; null is open.
create or replace function tillit.scale_low(scale text) returns numeric immutable parallel safe
return case scale when 'rs_0_10' then 0 when 'rs_4_good' then 1 when 'rs_5_agree' then 1 when 'rs_5_sat_dk' then 1
                  when 'rs_bin' then 0 when 'rs_m5_p5' then -5 end;

create or replace function tillit.scale_high(scale text) returns numeric immutable parallel safe
return case scale when 'rs_0_10' then 10 when 'rs_4_good' then 4 when 'rs_5_agree' then 5 when 'rs_5_sat_dk' then 5
                  when 'rs_bin' then 1 when 'rs_m5_p5' then 5 end;

create or replace function tillit.unit_low(unit text) returns numeric immutable parallel safe
return case unit when 'score_1_5' then 1 when 'score_m5_p5' then -5 else 0 end;

create or replace function tillit.unit_high(unit text) returns numeric immutable parallel safe
return case unit when 'pct' then 100 when 'index_0_100' then 100 when 'score_0_10' then 10
                 when 'score_1_5' then 5 when 'score_m5_p5' then 5 end;

grant execute on function tillit.scale_low(text), tillit.scale_high(text), tillit.unit_low(text), tillit.unit_high(text)
    to tillit_app;
