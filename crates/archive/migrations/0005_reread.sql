-- Reading captures anew asks which versions came out of each.
CREATE INDEX article_versions_capture ON article_versions (capture);
