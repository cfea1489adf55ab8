"""What the measures of ./dev bench share: rounds and their verdicts, load, services beside which they run, the report."""
