-- Figures that are not as nearly all are: hidden, missing or not collected, corrected, weighted. Whoever asks for these is led to
-- them in the default order, whatever the size of the table; each of these filters implies one of the conditions.
create index published_figure_unusual_idx on tillit.published_figure (indicator, area)
    where obs_status <> 'A' or conf_status <> 'F' or reason <> 'initial' or revision > 1 or weighted;
