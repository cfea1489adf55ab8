-- Class and fitting strategy (domain.md A3).

-- Thresholds: 30 answers, 0.20 for mistrust, 0.60 for trust.
create or replace function tillit.trust_class(trust_yes_harm_no int, trust_yes_harm_yes int, trust_no_harm_no int, trust_no_harm_yes int)
returns text immutable parallel safe
return case when trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes < 30 then 'insufficient'
            when trust_no_harm_yes >= 0.20 * (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes) then 'mistrust'
            when trust_yes_harm_no >= 0.60 * (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes) then 'trust'
            else 'lack' end;

create or replace function tillit.fitting_strategy(class text) returns text immutable parallel safe
return case class when 'mistrust' then 'competence' when 'lack' then 'benevolence' when 'trust' then 'maintenance' end;

grant execute on function tillit.trust_class(int, int, int, int), tillit.fitting_strategy(text)
    to tillit_app, tillit_public;
