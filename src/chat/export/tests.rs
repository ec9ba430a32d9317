//! What comes out for any conversation.
