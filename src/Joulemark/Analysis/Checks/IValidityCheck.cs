namespace Joulemark.Analysis.Checks;

/// <summary>One way in which figures can be invalid.</summary>
internal interface IValidityCheck
{
    /// <summary>Looks for reasons.</summary>
    IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence);
}
