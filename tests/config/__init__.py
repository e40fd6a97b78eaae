"""What config/ promises: refusals that help, sentences that fit, logs without people in them."""
