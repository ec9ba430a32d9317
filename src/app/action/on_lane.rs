//! What can be done with lanes.

/// What can be done to the lane in focus, or to all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnLane {
    /// Open another one beside it.
    Compare,
    /// Go to the one before.
    Previous,
    /// Go to the one after.
    Next,
    /// Close it.
    Close,
    /// Close all others.
    Only,
    /// Give it the place of all.
    Zoom,
    /// Move it to the left.
    Left,
    /// Move it to the right.
    Right,
    /// Make it narrower.
    Narrower,
    /// Make it wider.
    Wider,
    /// Scroll all together, or each by itself.
    Lock,
    /// Whom a message goes to.
    Audience,
    /// Mark it as one that messages go to.
    Mark,
    /// It has given the best reply of the turn.
    Vote,
    /// Say something else of the replies of the turn.
    VoteOtherwise,
    /// Hide which lane is which until there is a vote, or no longer.
    Blind,
    /// Let a model compare the replies of the turn.
    Judge,
}
