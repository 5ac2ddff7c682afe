namespace Joulemark.Metering.Redfish;

/// <summary>What became of a question to a BMC.</summary>
internal enum RedfishOutcome
{
    /// <summary>It answered with a resource.</summary>
    Found,

    /// <summary>It answered, and has no such resource, or none that can be understood.</summary>
    Absent,

    /// <summary>It does not accept the credentials; it is not asked again, because many lock an account out.</summary>
    Refused,

    /// <summary>It asked to be left alone for a while.</summary>
    Busy,

    /// <summary>No connection, or no answer in time.</summary>
    Unreachable,

    /// <summary>Its certificate does not verify.</summary>
    Untrusted,
}
