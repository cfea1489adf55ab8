-- Class and fitting strategy (domain.md A3).

-- Thresholds: 30 answers, 0.20 for mistrust, 0.60 for trust.
create or replace function tillit.trust_class(trust_yes_harm_no int, trust_yes_harm_yes int, trust_no_harm_no int, trust_no_harm_yes int)
returns text immutable parallel safe
return case when trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes < 30 then 'insufficient'
            when trust_no_harm_yes >= 0.20 * (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes) then 'mistrust'
            when trust_yes_harm_no >= 0.60 * (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes) then 'trust'
            else 'lack' end;

-- The lower or upper end of Wilson's 95 % interval (domain.md A1), 0-1.
create or replace function tillit.wilson(x int, n bigint, side int) returns double precision immutable parallel safe
return case when side < 0 and x = 0 then 0 when side > 0 and x = n then 1
            else (x::double precision / n + 1.959963984540054 ^ 2 / (2 * n)
                  + side * 1.959963984540054 * sqrt(x::double precision / n * (n - x) / n / n + 1.959963984540054 ^ 2 / (4.0 * n * n)))
                 / (1 + 1.959963984540054 ^ 2 / n) end;

-- Whether no limit lies within an interval that decides; null where there is no class.
create or replace function tillit.is_class_certain(trust_yes_harm_no int, trust_yes_harm_yes int, trust_no_harm_no int, trust_no_harm_yes int)
returns boolean immutable parallel safe
return (select case tillit.trust_class(trust_yes_harm_no, trust_yes_harm_yes, trust_no_harm_no, trust_no_harm_yes)
                    when 'mistrust' then tillit.wilson(trust_no_harm_yes, n, -1) >= 0.20
                    when 'trust' then tillit.wilson(trust_yes_harm_no, n, -1) >= 0.60 and tillit.wilson(trust_no_harm_yes, n, 1) < 0.20
                    when 'lack' then tillit.wilson(trust_yes_harm_no, n, 1) < 0.60 and tillit.wilson(trust_no_harm_yes, n, 1) < 0.20 end
        from (values (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes)) as t (n));

create or replace function tillit.fitting_strategy(class text) returns text immutable parallel safe
return case class when 'mistrust' then 'competence' when 'lack' then 'benevolence' when 'trust' then 'maintenance' end;

-- Whether a table of answers to two items is invented (INV-12): it has no source of its own, so it is when its municipality is,
-- or a figure that it belongs to, as of a time, null for now.
create or replace function tillit.is_table_invented(owner text, item text, harm_item text, area text, period text, respondent_group text,
                                         sex text, age_band text, at timestamptz) returns boolean stable
begin atomic
    select exists (select from tillit.municipality m where m.code = is_table_invented.owner and m.is_fictional)
           or exists (select from tillit.observation o
                      join tillit.observation_revision r on r.observation = o.id and r.is_synthetic
                           and case when at is null then r.superseded_at is null
                                    else r.recorded_at <= at and (r.superseded_at is null or r.superseded_at > at) end
                      where o.indicator in (item, harm_item) and o.area = is_table_invented.area
                        and o.period = is_table_invented.period and o.respondent_group = is_table_invented.respondent_group
                        and o.sex = is_table_invented.sex and o.age_band = is_table_invented.age_band);
end;

grant execute on function tillit.trust_class(int, int, int, int), tillit.wilson(int, bigint, int),
    tillit.is_class_certain(int, int, int, int), tillit.fitting_strategy(text) to tillit_app, tillit_public;
grant execute on function tillit.is_table_invented(text, text, text, text, text, text, text, text, timestamptz) to tillit_app;
