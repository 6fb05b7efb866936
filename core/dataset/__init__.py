"""What is known of a data set: folders, lists, photos, splits and what is wrong with them."""
