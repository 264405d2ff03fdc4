"""Our dream relationship: lines that each writes alone, and the page that belongs to the couple."""
