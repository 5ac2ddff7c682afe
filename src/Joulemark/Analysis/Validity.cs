namespace Joulemark.Analysis;

/// <summary>Valid, or the reasons why not.</summary>
/// <param name="Valid">True when there are no reasons.</param>
/// <param name="Reasons">Each with its evidence.</param>
public sealed record Validity(bool Valid, IReadOnlyList<ValidityReason> Reasons)
{
    /// <summary>Valid exactly when there are no reasons.</summary>
    public static Validity From(IReadOnlyList<ValidityReason> reasons) => new(reasons.Count == 0, reasons);
}
