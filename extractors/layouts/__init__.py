"""Special layouts of much-seen paper, tried before the general reader."""
