namespace Joulemark.Reporting;

/// <summary>What a power series is to the boundary.</summary>
internal enum PowerRole
{
    /// <summary>The boundary: all its channels together.</summary>
    Sum,

    /// <summary>One channel of the boundary.</summary>
    Counted,

    /// <summary>Read, but not part of the boundary.</summary>
    CrossCheck,
}
