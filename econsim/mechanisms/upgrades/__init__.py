"""x/upgrade: releases, the parameters they set and the migrations they run."""
