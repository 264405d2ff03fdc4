"""Search in the words of a couple, decrypted in memory."""
