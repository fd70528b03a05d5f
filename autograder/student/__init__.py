"""What somebody who works through the lessons uses: `check` in a notebook, commands, copies and points."""
